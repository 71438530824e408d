/**
 * Looks after mirrors while nobody syncs them, finds damage and mends it. It belongs to the room
 * {@code git}.
 *
 * <p>Door: {@link org.sluice.git.care.MirrorCare}; {@link org.sluice.git.care.MirrorRepair} clones
 * beside what is damaged.
 */
package org.sluice.git.care;
