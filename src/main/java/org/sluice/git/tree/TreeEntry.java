package org.sluice.git.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a commit has at one path; never a folder. The bytes of the path are not to be changed.
 *
 * @param path from the root of the commit, with slashes, without one at its beginning; Git says
 *     nothing of its encoding
 * @param mode in octal digits: {@code 100644}, {@code 100755}, {@code 120000} or {@code 160000}
 * @param objectId of the content's blob, or the commit of a submodule; 40 hex digits
 */
public record TreeEntry(byte[] path, String mode, String objectId) {

  private static final String SYMLINK = "120000";
  private static final String SUBMODULE = "160000";

  /** Whether its content is the target of a symbolic link. */
  public boolean isSymlink() {
    return mode.equals(SYMLINK);
  }

  /** Whether it is a commit of another repository: the mirror has no object of that id. */
  public boolean isSubmodule() {
    return mode.equals(SUBMODULE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TreeEntry entry
        && Arrays.equals(path, entry.path)
        && mode.equals(entry.mode)
        && objectId.equals(entry.objectId);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(path) + objectId.hashCode();
  }

  @Override
  public String toString() {
    return mode + " " + objectId + " " + new String(path, StandardCharsets.UTF_8);
  }
}
