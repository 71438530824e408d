/**
 * Owns the work of health checks: asking, judging, recording.
 *
 * <p>It never starts a job and never answers a list. Its parts are used by the job engine and by
 * {@link org.sluice.health.HealthService}. It is apart from what is shown, so that the judgement is
 * in one pure class.
 */
package org.sluice.health.scan;
