/**
 * Owns how Bitbucket Cloud is asked, and what its answers mean.
 *
 * <p>It never tells whether a pull request can be merged, since Bitbucket does not: its comparison
 * of the branches would tell of conflicts, but costs a request and perhaps several pages for each
 * pull request, out of a thousand in an hour. Its door is {@link
 * org.sluice.forge.bitbucket.Bitbucket}. It is apart from the other forges since it pages and
 * counts in a way of its own.
 */
package org.sluice.forge.bitbucket;
