package org.sluice.planted.attic.rafter;

import org.sluice.planted.attic.beam.Beam;

/** Planted: rests on a part of the room that rests on this one. */
public class Rafter {
  Beam[] beams;
}
