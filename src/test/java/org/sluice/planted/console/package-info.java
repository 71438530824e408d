/** Planted: declares a circle with attic. */
@Room(mayUse = "attic")
package org.sluice.planted.console;

import org.sluice.platform.Room;
