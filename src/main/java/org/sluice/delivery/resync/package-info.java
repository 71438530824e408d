/**
 * Owns the jobs about deliveries: sending everything again, and trying again what failed.
 *
 * <p>It never sends anything itself, it runs subscriptions; and it checks no rights. Its door is
 * {@link org.sluice.delivery.resync.DeliveryJobs}. It is apart so that what a job adds to a run,
 * its generation, its progress and its end, is in one place.
 */
package org.sluice.delivery.resync;
