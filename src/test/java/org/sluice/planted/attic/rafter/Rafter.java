package org.sluice.planted.attic.rafter;

import org.sluice.planted.attic.beam.Beam;
import org.sluice.platform.Inside;

/** Planted: rests on a part of the room that rests on this one. */
@Inside
public class Rafter {
  Beam[] beams;
}
