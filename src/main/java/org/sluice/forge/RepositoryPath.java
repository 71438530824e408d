package org.sluice.forge;

import java.net.URI;
import java.util.Objects;

/**
 * Where a repository lies at its forge: the path of its clone URL, without the leading slash and
 * {@code .git}.
 *
 * @param owner everything before the last slash; on GitLab perhaps several groups
 * @param name what stands after it
 */
public record RepositoryPath(String owner, String name) {

  /** Neither part is empty. */
  public RepositoryPath {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(name, "name");
    if (owner.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("a repository lies below an owner");
    }
  }

  /**
   * The path that a clone URL has.
   *
   * @param cloneUrl as the registry keeps it, such as {@code https://host/team/app.git}
   * @param root root of the forge's API: where the forge itself lies below a path, clone URLs do
   *     too
   * @throws ForgeFailure NOT_FOUND if nothing is below an owner there
   */
  public static RepositoryPath of(String cloneUrl, URI root) throws ForgeFailure {
    String path = URI.create(cloneUrl).getPath();
    String below = root.getPath() == null ? "" : root.getPath().replaceFirst("/api/v\\d+$", "");
    if (!below.isEmpty() && path.startsWith(below + "/")) {
      path = path.substring(below.length());
    }
    path = path.replaceAll("^/+|/+$", "");
    if (path.endsWith(".git")) {
      path = path.substring(0, path.length() - ".git".length());
    }
    int slash = path.lastIndexOf('/');
    if (slash <= 0 || slash == path.length() - 1) {
      throw new ForgeFailure(
          ForgeFailure.Kind.NOT_FOUND, "The clone URL names no owner and repository.", null);
    }
    return new RepositoryPath(path.substring(0, slash), path.substring(slash + 1));
  }

  /** {@code owner/name}. */
  public String fullName() {
    return owner + "/" + name;
  }

  @Override
  public String toString() {
    return fullName();
  }
}
