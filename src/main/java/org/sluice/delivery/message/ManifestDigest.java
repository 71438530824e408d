package org.sluice.delivery.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.sluice.delivery.row.FilePath;
import org.sluice.platform.Inside;

/**
 * Tells by one number what a snapshot holds, so that a receiver can tell whether he has it.
 *
 * <p>It is the SHA-256 over one line for each file, {@code <sha256> <path>\n}: the 64 hex digits in
 * lower case of the file's own SHA-256, two blanks, the bytes of its path as they are, a line feed.
 * The lines are sorted by the unsigned bytes of the path. A receiver computes it from the manifest
 * as he pages through it, which has that order; where no path has a line feed or a backslash, it is
 * what {@code sha256sum} prints of the files, hashed again. Used by one thread, once.
 */
@Inside
public final class ManifestDigest {

  private static final byte[] BETWEEN = {' ', ' '};

  private final MessageDigest digest = FileContent.sha256Digest();
  private FilePath last;

  /**
   * Adds the next file.
   *
   * @param sha256 of its content, 64 hex digits
   * @throws IllegalArgumentException if the path does not come after the one before
   */
  public void add(FilePath path, String sha256) {
    if (last != null && last.compareTo(path) >= 0) {
      throw new IllegalArgumentException(path + " does not come after " + last);
    }
    last = path;
    digest.update(sha256.getBytes(StandardCharsets.US_ASCII));
    digest.update(BETWEEN);
    digest.update(path.bytes());
    digest.update((byte) '\n');
  }

  /** The digest of what was added, 64 hex digits; nothing can be added after that. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
