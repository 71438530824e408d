package org.sluice.mirror;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.mirror.plan.FailureView;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.push.PushView;
import org.sluice.registry.status.MirrorStatus;

/**
 * State of a repository's mirror as the API shows it.
 *
 * @param enabled whether Sluice keeps a mirror
 * @param url the upstream
 * @param direction which way refs flow
 * @param policy what happens to destructive changes of the upstream
 * @param status state of the mirror
 * @param syncInterval ISO 8601 duration between two syncs by the timer, unless cron or adaptive
 *     decide
 * @param settings how it is to be kept, as people set it
 * @param lastAttemptAt when the last sync began; null if none did
 * @param lastSyncedAt when it was last equal to the upstream; null if never
 * @param nextSyncAt when the timer syncs it next; null if never
 * @param nextSyncReason why then, or why never, in English words
 * @param nextSyncCause the same as a code with what belongs to it
 * @param consecutiveFailures failures since the last success
 * @param failure why the last run failed; null if it did not
 * @param digest SHA-256 over its refs as the last sync left them, which are the upstream's but for
 *     what is held back, kept or left out; null if never
 * @param sizeBytes size on disk
 * @param refCount number of refs
 * @param head ref that HEAD names; null if none
 * @param heldChanges number of changes that wait for approval
 * @param divergedRefs number of refs that differ from the upstream by the policy or by a decision
 * @param leftOutRefs number of names that the upstream has and that cannot be mirrored
 * @param leftOut the first of these names
 * @param push how pushing on stands; null if it is not pushed on
 * @param proposedUrl where the upstream has moved for good, to be taken over as the clone URL; null
 *     if it has not
 * @param jobId job that has it queued or syncs it; null if none
 */
public record MirrorView(
    boolean enabled,
    String url,
    MirrorDirection direction,
    ChangePolicy policy,
    MirrorStatus status,
    String syncInterval,
    MirrorSettings settings,
    Instant lastAttemptAt,
    Instant lastSyncedAt,
    Instant nextSyncAt,
    String nextSyncReason,
    NextReason nextSyncCause,
    int consecutiveFailures,
    FailureView failure,
    String digest,
    long sizeBytes,
    int refCount,
    String head,
    int heldChanges,
    int divergedRefs,
    int leftOutRefs,
    List<String> leftOut,
    PushView push,
    String proposedUrl,
    UUID jobId) {}
