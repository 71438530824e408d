package org.sluice.mirror.held;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.RefChange;

/**
 * A change of one ref that a sync did not take, as the API shows it.
 *
 * @param id its id
 * @param ref full name of the ref
 * @param oldTip object that the mirror has; null if it has none
 * @param newTip object that the upstream has; null if it has none
 * @param type what the change means
 * @param reason why it was not taken
 * @param verdict what was decided on it
 * @param heldAt when a sync first met it
 * @param decidedAt when it was decided on; null if it was not
 * @param decidedBy who did; null if nobody
 */
@Schema(name = "HeldChange")
public record HeldChangeView(
    UUID id,
    String ref,
    String oldTip,
    String newTip,
    RefChange.Type type,
    HeldBack.Reason reason,
    HeldChangeVerdict verdict,
    Instant heldAt,
    Instant decidedAt,
    String decidedBy) {}
