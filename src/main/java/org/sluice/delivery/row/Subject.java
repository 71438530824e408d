package org.sluice.delivery.row;

import org.sluice.platform.Inside;

/**
 * What a message is about: a file, or the files of a commit.
 *
 * @param path of its file; null if it is about none
 * @param blobId of the content that is sent; null if none is
 * @param mode of the file; null if no content is sent
 * @param size of the content in bytes; null until it was read
 * @param sha256 of the content; null until it was read
 * @param previousSha256 of what the receiver had at that path; null if nothing
 * @param fileCount number of files that the commit has, in snapshot events; else null
 */
@Inside
public record Subject(
    FilePath path,
    String blobId,
    String mode,
    Long size,
    String sha256,
    String previousSha256,
    Integer fileCount) {

  /** Nothing but that messages are sent. */
  static final Subject NOTHING = new Subject(null, null, null, null, null, null, null);

  /** So many files. */
  static Subject files(int count) {
    return new Subject(null, null, null, null, null, null, count);
  }

  /** A file; without a blob and a mode it is gone. */
  static Subject file(FilePath path, String blobId, String mode, String previousSha256) {
    return new Subject(path, blobId, mode, null, null, previousSha256, null);
  }

  /** The same, once its content was read. */
  Subject read(long bytes, String digest) {
    return new Subject(path, blobId, mode, bytes, digest, previousSha256, fileCount);
  }
}
