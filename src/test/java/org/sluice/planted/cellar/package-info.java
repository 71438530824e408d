/** Planted: may use nothing. */
@Room
package org.sluice.planted.cellar;

import org.sluice.platform.Room;
