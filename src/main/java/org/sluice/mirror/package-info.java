/**
 * Owns the policy of mirrors, the work of syncing one, their schedule and the history of runs.
 *
 * <p>It never speaks Git itself and never runs anything by itself: it enqueues jobs, and as the
 * work of {@code SYNC} jobs it drives the {@code git} room and records what came out. Its door is
 * {@link org.sluice.mirror.MirrorService}. Policy and status of mirrors are apart from the
 * registry's names and filters, since a repository may be tracked without being mirrored.
 *
 * <h2>Its parts</h2>
 *
 * What people set and what a mirror is are words of this package; no two parts use each other.
 *
 * <ul>
 *   <li>{@code upstream}: what is known of hosts
 *   <li>{@code plan}: what follows from a run
 *   <li>{@code push}: how pushing on stands
 *   <li>{@code history}: the runs that were
 *   <li>{@code held}: changes that were not taken
 *   <li>{@code care}: the mirrors' condition on disk
 *   <li>{@code sync}: the work of a run
 *   <li>{@code refs}: what is told of refs, and decided on them
 * </ul>
 *
 * <h2>One request</h2>
 *
 * {@code POST …/sync} reaches {@link org.sluice.mirror.SyncResource}, which asks {@link
 * org.sluice.mirror.MirrorService#sync}: rights, then one transaction that inserts job and item and
 * marks the mirror QUEUED. The unique key {@code SYNC:<id>} of the item refuses a second one. The
 * dispatcher runs {@link org.sluice.mirror.sync.MirrorSync}: a transaction marks the mirror
 * SYNCING, the {@code git} room works without any, and {@link org.sluice.mirror.sync.MirrorRecord}
 * writes status, history and next run in a third. Where the mirror is to be pushed on, {@link
 * org.sluice.mirror.sync.MirrorPush} does so between the last two.
 *
 * <h2>One failure</h2>
 *
 * The upstream answers 401. The {@code git} room throws a failure of kind AUTH; the record counts
 * it, keeps the time of the last success, folds nothing, and sets the next run by the back-off. The
 * item ends FAILED with the same kind and sentence. Were the server killed in between, the engine
 * runs the item again after the restart, and {@link org.sluice.mirror.MirrorRecovery} has taken
 * back every mark whose job is no longer active.
 */
@Room(mayUse = {"egress", "forge", "git", "registry", "job", "identity", "audit"})
package org.sluice.mirror;

import org.sluice.platform.Room;
