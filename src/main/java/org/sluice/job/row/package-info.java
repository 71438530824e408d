/**
 * Owns what is stored of jobs and items: their rows, the changes of them that are legal, the lock
 * under which a job is changed.
 *
 * <p>It never opens a transaction, decides what happens next or tells anybody. Its doors are {@link
 * org.sluice.job.row.JobRows} and the rows themselves, {@link org.sluice.job.row.Job} and {@link
 * org.sluice.job.row.JobItem}. The statements are with those whom they serve, in the other parts;
 * what they share is here, so that counts and items never part, whoever changes them.
 */
package org.sluice.job.row;
