/**
 * Owns what Sluice knows of forges: how each is asked for repositories, pull requests, checks and
 * reviews, how it tells of its limits, and what its answers and messages mean.
 *
 * <p>It never knows an entity, a job or a light: what to ask and with which token arrives as
 * arguments, and what was answered leaves as records in one vocabulary. Its door is {@link
 * org.sluice.forge.Forges}, which names the {@link org.sluice.forge.Forge} of a kind; there is a
 * package for each. It is a room of its own so that the difference between four APIs ends here.
 *
 * <h2>One request</h2>
 *
 * The refresh of a repository asks {@link org.sluice.forge.Forge#openPulls} for a complete list: a
 * page that was seen before is answered by a 304, which costs nothing of the budget, and the next
 * page is where the answer says. {@link org.sluice.forge.Forge#details} then reads checks, reviews
 * and mergeability of all of them, in batches where the forge can.
 *
 * <h2>One failure</h2>
 *
 * The second page dies with 502. The client asks twice more, then the list ends in a {@link
 * org.sluice.forge.ForgeFailure}: whoever asked has no list at all, so nobody takes half of one for
 * the whole. Had only the checks of one pull request failed, its details would hold the failure in
 * place of the checks, and the rest would stand.
 */
@Room(mayUse = {"egress"})
package org.sluice.forge;

import org.sluice.platform.Room;
