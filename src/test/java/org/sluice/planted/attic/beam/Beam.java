package org.sluice.planted.attic.beam;

import org.sluice.planted.attic.rafter.Rafter;

/** Planted: rests on a part of the room that rests on this one. */
public class Beam {
  Rafter rafter;
}
