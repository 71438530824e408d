/**
 * Owns the history of syncs: one row for each run, or for those in a row that changed nothing.
 *
 * <p>It never decides anything from what was; the present state is the mirror's own. Its doors are
 * {@link org.sluice.mirror.history.SyncRunView} and the resource that lists them. It is apart since
 * history is only added to and forgotten, by age.
 */
package org.sluice.mirror.history;
