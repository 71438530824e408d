/**
 * Keeps mirrors on the disk: their folders, who may change them, and what takes back a change that
 * did not end. It belongs to the room {@code git}.
 *
 * <p>Doors: {@link org.sluice.git.disk.MirrorFolders} and {@link org.sluice.git.disk.MirrorRefs}.
 * It speaks to nobody.
 */
package org.sluice.git.disk;
