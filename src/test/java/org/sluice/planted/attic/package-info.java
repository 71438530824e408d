/** Planted: declares a circle with console. */
@Room(mayUse = "console")
package org.sluice.planted.attic;

import org.sluice.platform.Room;
