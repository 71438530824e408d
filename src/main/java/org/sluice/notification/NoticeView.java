package org.sluice.notification;

import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Notice;

/**
 * A notice as a reader sees it.
 *
 * @param id the notice
 * @param topic kind of transition, such as {@code mirror-failed}
 * @param severity how much it matters
 * @param subject what it is about, such as {@code team/app}
 * @param text one sentence
 * @param namespace namespace whose members see it; null if only administrators do
 * @param link address in the API of what it is about; null if there is none
 * @param happenedAt when it happened
 * @param read whether the caller has read it
 */
public record NoticeView(
    UUID id,
    String topic,
    Notice.Severity severity,
    String subject,
    String text,
    String namespace,
    String link,
    Instant happenedAt,
    boolean read) {}
