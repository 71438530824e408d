package org.sluice.git.care;

/**
 * What came of looking after one mirror.
 *
 * @param result how it ended
 * @param damage what is wrong, for a log; null unless it is DAMAGED
 * @param expired kept tips whose time was over
 */
public record CareReport(Result result, String damage, int expired) {

  /** How it ended. */
  public enum Result {
    /** There is no mirror. */
    MISSING,
    /** A sync has it; nothing was done. */
    BUSY,
    /** A sync asked for it, or the server stops; it is as it was before. */
    YIELDED,
    /** It is whole, and nothing was to be done. */
    SOUND,
    /** It is whole, and its packs were rewritten. */
    PACKED,
    /** It is whole, but there is no room on disk or in memory to rewrite its packs. */
    NO_ROOM,
    /** It is not whole; the next sync repairs it. */
    DAMAGED
  }
}
