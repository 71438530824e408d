/**
 * Owns looking anew at the pull requests of repositories: which are due, the work of one look, and
 * what follows from how it went.
 *
 * <p>It never judges a light and never answers a list. Its door is {@link
 * org.sluice.pullrequest.refresh.RefreshService}. It is apart from what is shown, so that what must
 * be right however a look ends is in one place.
 */
package org.sluice.pullrequest.refresh;
