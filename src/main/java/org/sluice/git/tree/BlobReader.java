package org.sluice.git.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * Contents of files of a mirror, whatever their commit. Used by one thread.
 *
 * <p>Nothing large is held in memory as a whole. What is stored as it is, in a pack or not, is
 * inflated while it is read; what is stored as a difference is put together in temporary files
 * first. Nothing is written into the mirror.
 */
public final class BlobReader implements AutoCloseable {

  /** Contents below this many bytes are inflated at once. */
  static final int WHOLE = 2 << 20;

  /**
   * Contents up to this many bytes are put together in memory, if they are stored as differences.
   */
  static final int DELTA = 8 << 20;

  private static final int BUFFER = 64 << 10;

  private final Repository repository;
  private final ObjectReader reader;
  private final byte[] buffer = new byte[BUFFER];

  private BlobReader(Repository repository) {
    this.repository = repository;
    reader = repository.newObjectReader();
    reader.setStreamFileThreshold(WHOLE);
  }

  /**
   * What tells one content from another.
   *
   * @param size in bytes
   * @param sha256 of the content, 64 hex digits in lower case
   */
  public record Digest(long size, String sha256) {}

  /**
   * Opens a mirror.
   *
   * @throws IOException if it cannot be read, or is gone
   */
  public static BlobReader open(Path folder) throws IOException {
    return new BlobReader(OpenMirror.at(folder));
  }

  /**
   * Reads a content for its size and its SHA-256.
   *
   * @param blobId 40 hex digits
   * @throws org.eclipse.jgit.errors.MissingObjectException if the mirror has no such blob
   * @throws IOException if it cannot be read to its end
   */
  public Digest digest(String blobId) throws IOException {
    ObjectId id = ObjectId.fromString(blobId);
    MessageDigest sha256 = sha256();
    long expected = reader.getObjectSize(id, Constants.OBJ_BLOB);
    long size = 0;
    try (InputStream content = content(id, expected)) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        sha256.update(buffer, 0, count);
        size += count;
      }
    }
    if (size != expected) {
      throw new CorruptObjectException(id, "it has another size than it says");
    }
    return new Digest(size, HexFormat.of().formatHex(sha256.digest()));
  }

  /**
   * Size of a content in bytes; nothing of it is read.
   *
   * @param blobId 40 hex digits
   * @throws org.eclipse.jgit.errors.MissingObjectException if the mirror has no such blob
   * @throws IOException if it cannot be read
   */
  public long size(String blobId) throws IOException {
    return reader.getObjectSize(ObjectId.fromString(blobId), Constants.OBJ_BLOB);
  }

  /**
   * A content as a whole.
   *
   * @param blobId 40 hex digits
   * @param most bytes that are read
   * @throws DomainException TOO_LARGE ({@code file-too-large}) if it has more; nothing of it is
   *     read then
   * @throws org.eclipse.jgit.errors.MissingObjectException if the mirror has no such blob
   * @throws IOException if it cannot be read
   */
  public byte[] read(String blobId, int most) throws IOException {
    ObjectId id = ObjectId.fromString(blobId);
    long size = reader.getObjectSize(id, Constants.OBJ_BLOB);
    if (size > most) {
      throw new DomainException(
          FailureKind.TOO_LARGE,
          "file-too-large",
          "A file is larger than the " + most + " bytes that are read at once.");
    }
    try (InputStream content = content(id, size)) {
      return content.readNBytes(most);
    }
  }

  /**
   * A content as it is read, to be closed before this is.
   *
   * @param blobId 40 hex digits
   * @throws org.eclipse.jgit.errors.MissingObjectException if the mirror has no such blob
   * @throws IOException if it cannot be read
   */
  public InputStream stream(String blobId) throws IOException {
    ObjectId id = ObjectId.fromString(blobId);
    return content(id, reader.getObjectSize(id, Constants.OBJ_BLOB));
  }

  private InputStream content(ObjectId id, long size) throws IOException {
    if (size > DELTA) {
      Optional<InputStream> differing = DeltaOnDisk.open(reader, id);
      if (differing.isPresent()) {
        return differing.get();
      }
    }
    return reader.open(id, Constants.OBJ_BLOB).openStream();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException("SHA-256 is not to be had", everyJdkHasIt);
    }
  }

  @Override
  public void close() {
    reader.close();
    repository.close();
  }
}
