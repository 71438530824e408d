/**
 * Owns what is done to many repositories at once: deleting them, and changing their tags. It
 * belongs to the room {@code fleet}.
 *
 * <p>It never does to one what the fleet's door would not do to it. Its door is {@link
 * org.sluice.fleet.bulk.BulkService}. It is apart since it speaks of selections and jobs, where the
 * rest of the room speaks of one repository.
 */
package org.sluice.fleet.bulk;
