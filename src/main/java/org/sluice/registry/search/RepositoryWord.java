package org.sluice.registry.search;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;

/**
 * A word of a repository as lists ask for it.
 *
 * <p>It comes with the repository's text, which {@link SearchWords} writes it for anew whenever the
 * text or the name is another, and goes with the repository.
 */
@Entity
@Table(name = "repository_word")
@IdClass(RepositoryWord.Key.class)
class RepositoryWord {

  @Id private String word;

  @Id
  @Column(name = "repository_id")
  private UUID repositoryId;

  /** Name of the repository, so that those of one word are found in the order of their names. */
  @Column(name = "full_name_lower")
  private String fullNameLower;

  protected RepositoryWord() {}

  /** Word and repository. */
  static final class Key implements Serializable {

    private static final long serialVersionUID = 1;

    private String word;
    private UUID repositoryId;

    /** For the provider. */
    public Key() {
      // Its fields are written by the provider.
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Objects.equals(word, key.word)
          && Objects.equals(repositoryId, key.repositoryId);
    }

    @Override
    public int hashCode() {
      return Objects.hash(word, repositoryId);
    }
  }
}
