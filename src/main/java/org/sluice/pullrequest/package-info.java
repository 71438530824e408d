/**
 * Owns pull requests as Sluice last saw them, their lights, the refresh that looks again, and the
 * figures of the dashboard.
 *
 * <p>It never speaks to a forge's API itself and never decides what a check's page says: the {@code
 * forge} room reads, and {@link org.sluice.pullrequest.light.LightRule} judges what was read. Its
 * doors are {@link org.sluice.pullrequest.PullRequestService} for whoever looks and {@link
 * org.sluice.pullrequest.refresh.RefreshService} for whoever wants to look anew. It is apart from
 * the registry, since a light is an opinion on what others wrote and a repository may have none.
 *
 * <h2>One request</h2>
 *
 * {@code POST …/refresh} inserts a job and marks the repository in one transaction. {@link
 * org.sluice.pullrequest.refresh.RefreshWork} opens the account, asks the forge for all open pull
 * requests, asks for each stored one that is not among them what became of it, and reads checks and
 * reviews of the rest, all without a transaction. {@link
 * org.sluice.pullrequest.refresh.RefreshRecord} then writes pull requests, lights and the times in
 * one.
 *
 * <h2>One failure</h2>
 *
 * The second page of the list does not come. Nothing is closed; the lights of the repository become
 * UNKNOWN and say why, with what was known before and when; the item is FAILED with the forge's
 * kind of failure; {@code lastRefreshedAt} stays and the next look comes later than usual. Had only
 * the checks of one pull request been unreadable, that one would be UNKNOWN, the item SUCCEEDED
 * with a word of what is missing, and {@code lastRefreshedAt} would stay all the same.
 */
@Room(mayUse = {"forge", "egress", "registry", "job", "identity"})
package org.sluice.pullrequest;

import org.sluice.platform.Room;
