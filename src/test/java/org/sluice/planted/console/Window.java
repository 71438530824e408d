package org.sluice.planted.console;

/** Planted: fills its room. */
public class Window {}
