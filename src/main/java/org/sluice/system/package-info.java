/**
 * Owns what administrators see of the installation as a whole, and change while it runs.
 *
 * <p>It never decides what a setting does: the room that uses it reads {@link
 * org.sluice.platform.settings.Settings}, as it does for what the environment gives. It never
 * measures by itself either: each room tells its own figures. Its doors are {@link
 * org.sluice.system.SystemService} and {@link org.sluice.system.Installation}. It is a room of its
 * own because the floor may know neither accounts nor the audit.
 *
 * <h2>One request</h2>
 *
 * {@code PATCH /system/settings} reaches {@link org.sluice.system.SystemSettingsResource}; the
 * service checks each value, one transaction stores them with an entry in the audit, and after it
 * {@link org.sluice.platform.settings.Settings} has them. Timers and the dispatcher read it at
 * their next turn.
 *
 * <h2>One failure</h2>
 *
 * The process is killed between the commit and the handing over: the next start reads the rows
 * before anything asks for a setting. Another node reads them within a quarter of a minute.
 */
@Room(mayUse = {"identity", "audit", "job", "mirror", "registry"})
package org.sluice.system;

import org.sluice.platform.Room;
