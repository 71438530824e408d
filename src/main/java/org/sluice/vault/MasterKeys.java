package org.sluice.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The master keys of this installation by their ids: the first seals, every one opens.
 *
 * <p>Keys are written in base64, newest first, apart by commas or line ends. A key's id is the
 * beginning of its SHA-256, so it needs no table and says nothing about the key.
 */
final class MasterKeys {

  /** Length of a key, in bytes. */
  static final int KEY_BYTES = 32;

  private static final int MOST_KEYS = 16;

  private final Map<String, SecretKey> byId;
  private final String newest;

  private MasterKeys(Map<String, SecretKey> byId) {
    this.byId = byId;
    this.newest = byId.keySet().iterator().next();
  }

  /**
   * Reads keys from text.
   *
   * @param text the keys, newest first
   * @param origin where the text is from, for the message
   * @throws IllegalStateException if there is none or one is not base64 of 32 bytes; the message
   *     holds no part of a key
   */
  static MasterKeys parse(String text, String origin) {
    Map<String, SecretKey> keys = new LinkedHashMap<>();
    int number = 0;
    for (String part : text.strip().split("[,\\s]+", MOST_KEYS + 1)) {
      number++;
      byte[] key = decode(part);
      if (key.length != KEY_BYTES || number > MOST_KEYS) {
        throw new IllegalStateException(
            "Sluice cannot start: "
                + origin
                + " must hold 1 to "
                + MOST_KEYS
                + " keys, each base64 of exactly 32 bytes; key "
                + number
                + " is not. Make one with: openssl rand -base64 32");
      }
      keys.put(id(key), new SecretKeySpec(key, "AES"));
    }
    return new MasterKeys(keys);
  }

  private static byte[] decode(String part) {
    try {
      return Base64.getDecoder().decode(part);
    } catch (IllegalArgumentException notBase64) {
      // The exception's own message would quote characters of the key.
      return new byte[0];
    }
  }

  /**
   * Reads the key file, or makes it with a new key if it is not there.
   *
   * @param file the file, readable by its owner alone
   * @throws IllegalStateException if the file holds no valid key
   * @throws UncheckedIOException if it cannot be read or made
   */
  static MasterKeys file(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return parse(Files.readString(file, StandardCharsets.US_ASCII), "the key file");
    } catch (IOException cannot) {
      throw new UncheckedIOException("The key file cannot be read or made", cannot);
    }
  }

  private static void create(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path fresh = Files.createTempFile(file.getParent(), "key", ".new", ownerOnly);
    try {
      Files.writeString(
          fresh, Base64.getEncoder().encodeToString(key) + "\n", StandardCharsets.US_ASCII);
      // What is sealed with it is on disk at once; so must the key be.
      try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      // A link appears whole and never replaces: of two nodes that start at once, one wins.
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException otherWasFirst) {
      // Its key is as good as ours.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String id(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** Id of the key that seals. */
  String newestId() {
    return newest;
  }

  /** The key with the id, if this installation has it. */
  Optional<SecretKey> key(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
