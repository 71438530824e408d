/**
 * Owns jobs and their items: their rows, the dispatcher that runs them, their live progress, their
 * history.
 *
 * <p>It never knows what the work is: rooms above implement {@link org.sluice.job.JobWork} for a
 * {@link org.sluice.job.JobKind}. Its door is the job service. There is one engine, so that every
 * long operation of Sluice can be watched, cancelled, repeated and survives a crash in the same
 * way.
 */
@Room(mayUse = {"identity"})
package org.sluice.job;

import org.sluice.platform.Room;
