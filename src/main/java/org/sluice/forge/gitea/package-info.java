/**
 * Owns how Gitea and Forgejo are asked, and what their answers mean.
 *
 * <p>It never trusts the size of a page, which every server cuts at a size of its own. Its door is
 * {@link org.sluice.forge.gitea.Gitea}. It is apart from the other forges since its API only looks
 * like GitHub's: checks, reviews and mergeability are told otherwise.
 */
package org.sluice.forge.gitea;
