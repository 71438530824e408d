/**
 * Owns jobs and their items: their rows, the dispatcher that runs them, their live progress, their
 * history.
 *
 * <p>It never knows what the work is: rooms above implement {@link org.sluice.job.JobWork} for a
 * {@link org.sluice.job.JobKind}. Its door is {@link org.sluice.job.JobService}; besides it, this
 * package holds only {@link org.sluice.job.JobResource} and the words that other rooms speak with
 * it. There is one engine, so that every long operation of Sluice can be watched, cancelled,
 * repeated and survives a crash in the same way.
 *
 * <h2>Its parts</h2>
 *
 * Each may use the ones before it, and the words of this package; only the service and the resource
 * use the parts.
 *
 * <ul>
 *   <li>{@code row}: what is stored of a job and how it is changed
 *   <li>{@code start}: how a job comes to be
 *   <li>{@code watch}: what is seen of jobs
 *   <li>{@code engine}: how items run, to the job's end and its deletion
 * </ul>
 */
@Room(mayUse = {"identity"})
package org.sluice.job;

import org.sluice.platform.Room;
