package org.sluice.delivery.row;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.sluice.platform.Inside;

/**
 * A path of a file in a repository, as Git has it: bytes, apart by slashes, from the root. Sorted
 * as trees are, by unsigned bytes. The bytes are not to be changed.
 *
 * @param bytes of the path
 */
@Inside
public record FilePath(byte[] bytes) implements Comparable<FilePath> {

  /** Longest path that can be stored, in bytes: what fits into an index on both databases. */
  public static final int LONGEST = 2000;

  /** The path of a text. */
  public static FilePath of(String text) {
    return new FilePath(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it can be written as text: it is valid UTF-8, without a NUL. */
  public boolean isText() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException otherBytes) {
      return false;
    }
    return true;
  }

  /** The path as text; what is no UTF-8 is shown as a question mark in a lozenge. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(FilePath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilePath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return isText() ? text() : HexFormat.of().formatHex(bytes);
  }
}
