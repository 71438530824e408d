/**
 * Owns the pages of jobs, and how a job and its items look and read.
 *
 * <p>It never starts a job; that is done where the work is. Its door within the room is {@link
 * org.sluice.console.job.JobFace}, in whose words every page shows what runs. It is apart from
 * repositories because a job outlives the pages that started it.
 */
package org.sluice.console.job;
