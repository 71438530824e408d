/**
 * Speaks the server's side of Git's protocol over one mirror, read-only. It belongs to the room
 * {@code git}.
 *
 * <p>It never knows HTTP, accounts or limits: it is handed a folder and two streams. Its door is
 * {@link org.sluice.git.serve.ServedMirror}. What it decides is what can be fetched at all: the
 * mirrored refs as they stood at one moment, and what can be reached from them.
 */
package org.sluice.git.serve;
