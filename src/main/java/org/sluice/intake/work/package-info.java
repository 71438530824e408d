/**
 * Does imports: keeps the lines of lists, makes repositories of them as items of a job, and starts
 * the check of health that follows.
 *
 * <p>It decides nothing about a line but what may have changed since it was planned. Its doors are
 * {@link org.sluice.intake.work.ImportLines} and the job engine, which runs {@link
 * org.sluice.intake.work.ImportWork}.
 */
package org.sluice.intake.work;
