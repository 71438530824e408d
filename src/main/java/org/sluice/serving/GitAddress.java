package org.sluice.serving;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.registry.RepositoryRecord;

/**
 * What a request below {@code /git} names.
 *
 * @param owner name of a namespace
 * @param name name of a repository, without the ending
 * @param part what is asked of it
 */
record GitAddress(String owner, String name, Part part) {

  /** Where all of it lies. */
  static final String ROOT = "/git";

  private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}";
  private static final Pattern PATH =
      Pattern.compile("/(" + NAME + ")/(" + NAME + "?)(?:\\.git)?/(.{1,200})");

  /** What can be asked of a repository. */
  enum Part {
    /** The list of refs, with which every conversation begins. */
    REFS,
    /** Objects. */
    UPLOAD_PACK,
    /** To take objects. */
    RECEIVE_PACK,
    /** A file of the repository, as the dumb protocol asks for. */
    FILE
  }

  /**
   * Reads an address.
   *
   * @param path below {@link #ROOT}, decoded; null for none
   * @return empty if it names no part of a repository
   */
  static Optional<GitAddress> of(String path) {
    Matcher match = PATH.matcher(path == null ? "" : path);
    if (!match.matches()) {
      return Optional.empty();
    }
    Part part =
        switch (match.group(3)) {
          case "info/refs" -> Part.REFS;
          case "git-upload-pack" -> Part.UPLOAD_PACK;
          case "git-receive-pack" -> Part.RECEIVE_PACK;
          default -> Part.FILE;
        };
    return Optional.of(new GitAddress(match.group(1), match.group(2), part));
  }

  /** Path by which a repository is cloned from this server. */
  static String path(RepositoryRecord repository) {
    return ROOT + "/" + repository.fullName() + ".git";
  }
}
