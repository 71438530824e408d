package org.sluice.platform;

/**
 * Patterns of names: {@code *} stands for any signs of a name, or none; every other sign for
 * itself.
 *
 * <p>A name is of letters, digits and {@code -_.+@}. What is no name matches nothing, not even
 * {@code *}: two names joined by a comma are not one that a pattern was written for.
 */
public final class NameGlob {

  private NameGlob() {}

  /** Whether a text may be a pattern: at least one sign, each of a name or a {@code *}. */
  public static boolean isOne(String text) {
    return text != null
        && !text.isEmpty()
        && text.chars().allMatch(sign -> sign == '*' || isOfName(sign));
  }

  /**
   * Whether a name matches a pattern, upper and lower case being two.
   *
   * <p>What stands between two stars is taken where it first fits, and never tried elsewhere once
   * the next one fits too: no pattern takes more steps than its length times that of the name.
   *
   * @param glob a pattern
   * @param name may be anything
   */
  public static boolean matches(String glob, String name) {
    if (name.isEmpty() || !name.chars().allMatch(NameGlob::isOfName)) {
      return false;
    }
    int inGlob = 0;
    int inName = 0;
    int afterStar = -1;
    int taken = 0;
    while (inName < name.length()) {
      if (inGlob < glob.length() && glob.charAt(inGlob) == '*') {
        inGlob++;
        afterStar = inGlob;
        taken = inName;
      } else if (inGlob < glob.length() && glob.charAt(inGlob) == name.charAt(inName)) {
        inGlob++;
        inName++;
      } else if (afterStar >= 0) {
        // The last star takes one sign more; those before it need not be looked at again.
        taken++;
        inName = taken;
        inGlob = afterStar;
      } else {
        return false;
      }
    }
    return glob.chars().skip(inGlob).allMatch(sign -> sign == '*');
  }

  private static boolean isOfName(int sign) {
    return sign >= 'a' && sign <= 'z'
        || sign >= 'A' && sign <= 'Z'
        || sign >= '0' && sign <= '9'
        || "-_.+@".indexOf(sign) >= 0;
  }
}
