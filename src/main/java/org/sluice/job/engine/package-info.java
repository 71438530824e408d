/**
 * Owns how jobs run: whose turn it is, claims, runs, what became of them, the job's end, restart
 * and retention.
 *
 * <p>It never knows who asks or what he may; the job service has judged that before. Its doors are
 * {@link org.sluice.job.engine.Dispatcher}, {@link org.sluice.job.engine.JobStore} and {@link
 * org.sluice.job.engine.Commits}. What must be right after a crash, however an item ends, is in one
 * place: everything is claimed, run and recorded here, and nowhere else.
 */
package org.sluice.job.engine;
