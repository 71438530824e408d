/**
 * Owns Git: it is the only room that imports JGit.
 *
 * <p>It never knows a database, a job or a user: it is handed a folder, a URL, credentials, rules
 * and a monitor, and hands back an outcome. Its doors are {@link org.sluice.git.GitSync} and, for
 * pushing on, {@link org.sluice.git.push.GitPush}. Keeping JGit behind it makes the sync engine
 * testable against real servers without an application server.
 *
 * <p>A sync that ends well: {@code GitSync} starts the clock of the deadline and takes the mirror's
 * {@code MirrorLock}. {@code BareMirror} opens the folder and takes back what a crash left, if its
 * mark is there. JGit lists the upstream's refs through an {@code Upstream}, over HTTP or SSH,
 * which sends over {@code egress} and judges each answer. {@code RefPlan} compares the list with
 * what the mirror has; if nothing differs, that was all. Else the mark is written, the pack comes
 * in, and a walk from the new tips to the old ones shows that nothing is missing. Now the mark
 * changes, all refs move in one batch, HEAD is linked, and the mark goes. {@code SyncOutcome} tells
 * what moved.
 *
 * <p>A sync that fails: the upstream answers 401. {@code UpstreamHttp} remembers a {@code
 * SyncFailure} of kind AUTH, made by {@code FailureReader}, and throws to get out of JGit; nothing
 * more goes out, whatever JGit tries. {@code GitSync} takes back what was begun, and throws what
 * was remembered: JGit's own words are never read. Had the run been cancelled, that would have gone
 * first; had the exception come from the disk, {@code FailureReader} would have read it by its type
 * and by the stage that the sync was at.
 */
@Room(mayUse = {"egress"})
package org.sluice.git;

import org.sluice.platform.Room;
