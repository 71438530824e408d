/**
 * Owns what administrators change about the installation while it runs.
 *
 * <p>It never decides what a setting does: the room that uses it reads {@link
 * org.sluice.platform.Settings}, as it does for what the environment gives. Its door is {@link
 * org.sluice.system.SystemService}. It is a room of its own because the floor may know neither
 * accounts nor the audit.
 *
 * <h2>One request</h2>
 *
 * {@code PATCH /system/settings} reaches {@link org.sluice.system.SystemSettingsResource}; the
 * service checks each value, one transaction stores them with an entry in the audit, and after it
 * {@link org.sluice.platform.Settings} has them. Timers and the dispatcher read it at their next
 * turn.
 *
 * <h2>One failure</h2>
 *
 * The process is killed between the commit and the handing over: the next start reads the rows
 * before anything asks for a setting. Another node reads them within a quarter of a minute.
 */
@Room(mayUse = {"identity", "audit"})
package org.sluice.system;

import org.sluice.platform.Room;
