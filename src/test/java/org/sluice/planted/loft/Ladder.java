package org.sluice.planted.loft;

/** Planted: a package that declares no room. */
public class Ladder {}
