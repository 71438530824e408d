/**
 * Connects over SSH: keys that servers show and that let in, connections, and commands that run on
 * the other side. It belongs to the room {@code egress}.
 *
 * <p>It never looks up a name or decides on an address: {@link org.sluice.egress.Outbound} hands it
 * the one that the guard let through, and is the only one to make connections with it.
 */
package org.sluice.egress.ssh;
