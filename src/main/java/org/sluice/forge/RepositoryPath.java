package org.sluice.forge;

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

  /** {@code owner/name}. */
  public String fullName() {
    return owner + "/" + name;
  }

  @Override
  public String toString() {
    return fullName();
  }
}
