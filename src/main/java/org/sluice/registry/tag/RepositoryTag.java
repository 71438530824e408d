package org.sluice.registry.tag;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;

/**
 * A tag of a repository as lists ask for it.
 *
 * <p>It comes and goes with the tags of {@code TrackedRepository}, which writes the row, and is
 * given the repository's name by {@link RepositoryTags}.
 */
@Entity
@Table(name = "repository_tag")
@IdClass(RepositoryTag.Key.class)
class RepositoryTag {

  @Id
  @Column(name = "repository_id")
  private UUID repositoryId;

  @Id private String tag;

  /** Name of the repository, so that those of one tag are found in the order of their names. */
  @Column(name = "full_name_lower")
  private String fullNameLower;

  protected RepositoryTag() {}

  /** Repository and tag. */
  static final class Key implements Serializable {

    private static final long serialVersionUID = 1;

    private UUID repositoryId;
    private String tag;

    /** For the provider. */
    public Key() {
      // Its fields are written by the provider.
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Objects.equals(repositoryId, key.repositoryId)
          && Objects.equals(tag, key.tag);
    }

    @Override
    public int hashCode() {
      return Objects.hash(repositoryId, tag);
    }
  }
}
