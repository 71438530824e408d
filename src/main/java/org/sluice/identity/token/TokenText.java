package org.sluice.identity.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The written form of API tokens: {@code slc_} and 40 base62 characters, of which the last 6 are
 * the CRC-32 of all before them.
 *
 * <p>The 34 random characters carry 202 bits; the checksum lets a scanner, and Sluice itself, tell
 * a token from look-alikes without asking the database.
 */
public final class TokenText {

  /** What every token begins with. */
  public static final String PREFIX = "slc_";

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_CHARACTERS = 34;
  private static final int CHECK_CHARACTERS = 6;
  private static final int HINT_CHARACTERS = PREFIX.length() + 4;
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM_CHARACTERS + CHECK_CHARACTERS) + "}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private TokenText() {}

  /** A new token. */
  public static String make() {
    String body = PREFIX + random(RANDOM_CHARACTERS);
    return body + check(body);
  }

  /** Random base62 characters, each equally likely. */
  public static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** Whether a text has the form of a token and its checksum fits. */
  public static boolean isWellFormed(String text) {
    if (text == null || !FORM.matcher(text).matches()) {
      return false;
    }
    int body = text.length() - CHECK_CHARACTERS;
    return check(text.substring(0, body)).equals(text.substring(body));
  }

  /** SHA-256 of a token, in lower-case hex: what is stored and looked up. */
  public static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The first characters of a token, by which its owner knows it again. */
  static String hint(String token) {
    return token.substring(0, HINT_CHARACTERS);
  }

  private static String check(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    long rest = crc.getValue();
    char[] text = new char[CHECK_CHARACTERS];
    for (int i = text.length - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
      rest /= ALPHABET.length();
    }
    return new String(text);
  }
}
