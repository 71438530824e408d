/**
 * Owns cloning and fetching from Sluice: who may, how many at once, and for how long.
 *
 * <p>It never changes a mirror and never speaks Git itself: the protocol is the {@code git} room's.
 * Its door is {@link org.sluice.serving.ServingService}; its address is {@code
 * /git/{owner}/{name}.git}. It is a room of its own because what strangers pull out of mirrors must
 * have limits of its own, and must never hold up what fills them.
 *
 * <h2>One request</h2>
 *
 * {@code git clone https://sluice/git/team/app.git} first gets {@code info/refs}. The mechanism of
 * {@code identity} reads the Basic credentials, {@link org.sluice.serving.GitServlet} the address;
 * {@code ServingService} finds the repository that the caller sees and the folder of its mirror.
 * {@code MirrorAnswers} takes a place, has the client watched, and opens a {@code ServedMirror},
 * which reads the refs once. The answer says when the mirror was last equal to its upstream. Next
 * Git posts {@code command=fetch}: the same way, but once it is known that objects are wanted,
 * {@code Gate} asks for a place among those who get packs. What is wanted is held against what can
 * be reached from the served refs, the pack streams out, the places are given back, and a line in
 * the log and the meters tell how it went.
 *
 * <h2>One failure</h2>
 *
 * The client stops reading in the middle of the pack. The thread blocks in the server's write.
 * {@code ClientWatch} sees that this one call has taken longer than {@code
 * sluice.serving.idle-timeout} and interrupts it; the write fails, JGit gives up, both places are
 * free again, and the outcome is STALLED. Had the mirror been deleted instead, its folder would
 * have been moved aside: packs that are open can be read on, what is opened anew is missing, the
 * client is told in the pack's own side band, and its clone fails as a whole.
 */
@Room(mayUse = {"git", "registry", "identity"})
package org.sluice.serving;

import org.sluice.platform.Room;
