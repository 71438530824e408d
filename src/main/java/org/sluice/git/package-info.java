/**
 * Owns Git: it is the only room that imports JGit.
 *
 * <p>It never knows a database, a job or a user: it is handed a folder, a URL, credentials, rules
 * and a monitor, and hands back an outcome. Its door is the sync. Keeping JGit behind it makes the
 * sync engine testable against real servers without an application server.
 */
@Room(mayUse = {"egress"})
package org.sluice.git;

import org.sluice.platform.Room;
