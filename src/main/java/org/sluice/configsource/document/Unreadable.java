package org.sluice.configsource.document;

/** A file that cannot be read; the message is a safe reason that follows the file's name. */
final class Unreadable extends Exception {

  private static final long serialVersionUID = 1L;

  Unreadable(String reason) {
    super(reason);
  }

  /** What is wrong on a line. */
  static Unreadable at(int line, String what) {
    return new Unreadable("line " + line + " " + what);
  }
}
