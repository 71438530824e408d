package org.sluice.delivery.message;

/** A message that cannot be written down. */
public final class Unsendable extends Exception {

  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean forGood;

  /**
   * With the reason.
   *
   * @param detail one safe sentence
   * @param forGood whether that never changes, as long as the file does not
   */
  Unsendable(String kind, String detail, boolean forGood) {
    super(detail, null, false, false);
    this.kind = kind;
    this.forGood = forGood;
  }

  public String kind() {
    return kind;
  }

  public boolean isForGood() {
    return forGood;
  }
}
