/**
 * Owns what follows from a run: whether it is tried again, what its failure means, when the mirror
 * is synced next, and why then.
 *
 * <p>It never syncs, stores or waits by itself; it is reckoned from what it is told. Its doors are
 * {@link org.sluice.mirror.plan.NextPlan} and {@link org.sluice.mirror.plan.FailureRule}. It is
 * apart so that every rule of it can be read in one place and tested without a server.
 */
package org.sluice.mirror.plan;
