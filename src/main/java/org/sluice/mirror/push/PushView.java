package org.sluice.mirror.push;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.mirror.plan.FailureView;

/**
 * How pushing on stands, as the API shows it.
 *
 * @param url where the mirror is pushed to
 * @param lastAttemptAt when the last push began that asked there; null if none did
 * @param lastPushedAt when it last had all that the mirror had; null if never
 * @param failure why the last push failed, or what it left there; null if it got all through
 * @param consecutiveFailures failures since the last push that got through
 * @param upToDate whether it has the branches and tags that the mirror had after its last sync
 */
@Schema(name = "PushState")
public record PushView(
    String url,
    Instant lastAttemptAt,
    Instant lastPushedAt,
    FailureView failure,
    int consecutiveFailures,
    boolean upToDate) {}
