/**
 * Owns what may be asked of servers that count: how many requests run at once, how many are left,
 * who waits for how long, and who goes first.
 *
 * <p>It never sends anything and never reads a header. Its door is {@link
 * org.sluice.egress.budget.RateBudgets}; on whose behalf something is asked is an {@link
 * org.sluice.egress.budget.Errand}. It is apart from the client, so that the rules of waiting can
 * be read and tested without a server.
 */
package org.sluice.egress.budget;
