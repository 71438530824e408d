package org.sluice.delivery.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sluice.platform.Inside;

/**
 * A content that is sent, held whole. The bytes are not to be changed.
 *
 * @param bytes of the content
 * @param sha256 of the bytes, 64 hex digits
 */
@Inside
public record FileContent(byte[] bytes, String sha256) {

  /** A content and its digest. */
  public static FileContent of(byte[] bytes) {
    return new FileContent(bytes, HexFormat.of().formatHex(sha256Digest().digest(bytes)));
  }

  /**
   * What is sent for a submodule: the digits of its commit, since its files are in another
   * repository.
   *
   * @param commit 40 hex digits
   */
  public static FileContent ofSubmodule(String commit) {
    return of(commit.getBytes(StandardCharsets.US_ASCII));
  }

  /** Its size in bytes. */
  public long size() {
    return bytes.length;
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException("SHA-256 is not to be had", everyJdkHasIt);
    }
  }
}
