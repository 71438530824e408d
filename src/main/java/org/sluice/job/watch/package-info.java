/**
 * Owns what is seen of jobs: who sees which, lists and single jobs from the rows, live progress in
 * memory, event streams.
 *
 * <p>It never changes a row. Its doors are {@link org.sluice.job.watch.JobLookup}, {@link
 * org.sluice.job.watch.ProgressBoard} and {@link org.sluice.job.watch.JobStreams}. Looking is apart
 * from running, so that two hundred pollers and slow readers cost the engine nothing.
 */
package org.sluice.job.watch;
