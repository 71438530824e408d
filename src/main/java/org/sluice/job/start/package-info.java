/**
 * Owns how a job comes to be: the allowance of bulk starts, the keys by which one excludes another,
 * the insert of a job with its items.
 *
 * <p>It never runs anything or wakes who does. Its door is {@link org.sluice.job.start.Starts}. A
 * start is refused by unique indexes and may have to be repeated; whoever runs jobs is spared that.
 */
package org.sluice.job.start;
