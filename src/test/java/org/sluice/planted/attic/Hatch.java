package org.sluice.planted.attic;

import jakarta.ejb.Stateless;

/**
 * Planted: an enterprise bean with a method that no other class can call, and a public one that is
 * static.
 */
@Stateless
public class Hatch {

  public void open() {
    lift();
  }

  void lift() {}

  public static int hinges() {
    return 2;
  }
}
