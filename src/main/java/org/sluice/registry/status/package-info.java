/**
 * Owns what lists tell of repositories although other rooms found it out: the states of mirrors,
 * lights and health, and when each is due to be looked at.
 *
 * <p>It never finds anything out itself. Its doors are the columns of each room that does: {@link
 * org.sluice.registry.status.MirrorColumns}, {@link org.sluice.registry.status.RefreshColumns},
 * {@link org.sluice.registry.status.HealthColumns}, and {@link
 * org.sluice.registry.status.VanishedColumn} of standing imports. They are apart from the edits of
 * repositories, since they write the same rows for another reason and far more often.
 */
package org.sluice.registry.status;
