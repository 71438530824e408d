/**
 * Owns what is known of repositories at their upstreams: whether they are there, what their forges
 * tell of them, and how that changed.
 *
 * <p>It never deletes, syncs or renames anything: it looks and says. Its door is {@link
 * org.sluice.health.HealthService}. It is apart from mirrors and pull requests, since a repository
 * that is only tracked has health too, and since what a scan sees must not be mixed with what
 * either of them does.
 *
 * <h2>One request</h2>
 *
 * {@code POST /repositories/health-check} inserts a job over what was chosen. {@link
 * org.sluice.health.scan.HealthWork} asks the forge for the repository, or looks at its branches at
 * a plain Git server, without a transaction; {@link org.sluice.health.scan.HealthRule} makes a
 * state of the answer and of what was known; {@link org.sluice.health.scan.HealthRecord} writes
 * state, metadata and the change in one transaction, and the job counts the state.
 *
 * <h2>One failure</h2>
 *
 * The forge answers 404. The account is tried: it is let in, so the repository is missing or hidden
 * from it. That is UNCONFIRMED the first and second time, NOT_FOUND the third time in a row, and
 * announced then; nothing is deleted. Had the forge answered 502, the state would be ERROR, what
 * was known before would stay beside it, the misses would neither grow nor be forgotten, and the
 * item would have failed.
 */
@Room(mayUse = {"forge", "git", "egress", "registry", "mirror", "job", "identity"})
package org.sluice.health;

import org.sluice.platform.Room;
