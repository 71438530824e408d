package org.sluice.audit;

import java.time.Instant;
import java.util.UUID;

/**
 * One act as the record shows it.
 *
 * @param id the entry
 * @param at when it happened
 * @param actor name of who did it, or was claimed to; {@code sluice} for Sluice itself
 * @param action what, in lower-case words joined by hyphens, such as {@code token-created}
 * @param subject what it was done to, such as {@code user ana}; null if nothing in particular
 * @param origin network address that it came from, or {@code sluice}
 * @param outcome how it ended
 * @param detail one safe sentence more; null if none
 */
public record AuditView(
    UUID id,
    Instant at,
    String actor,
    String action,
    String subject,
    String origin,
    AuditOutcome outcome,
    String detail) {}
