/**
 * Owns the condition of mirrors on disk: when each is looked after, what was found, what was
 * mended, and how much room is left.
 *
 * <p>It never touches a folder itself, which the {@code git} room does, and never makes way for a
 * sync. Its doors are {@link org.sluice.mirror.care.DiskWatch} and {@link
 * org.sluice.mirror.care.SelfRepair}. It is apart because a mirror is looked after while nobody
 * syncs it, at a pace of its own.
 */
package org.sluice.mirror.care;
