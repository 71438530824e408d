package org.sluice.planted.console;

import org.sluice.planted.attic.rafter.Rafter;

/** Planted: fills its room, and looks at what is inside of another. */
public class Window {
  Rafter[] rafters;
}
