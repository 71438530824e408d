/**
 * Owns the changes of refs that syncs did not take, and what was decided on them.
 *
 * <p>It never decides whether a change is taken, which the gate of the {@code git} room does, and
 * starts no sync. Its door is {@link org.sluice.mirror.held.HeldChanges}. It is apart from policy
 * and history since a change outlives the run that met it: it waits for a person.
 */
package org.sluice.mirror.held;
