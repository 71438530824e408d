package org.sluice.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Ids;

/**
 * The owner of repositories.
 *
 * <p>A USER namespace is made and deleted with its user; a TEAM namespace by an administrator, who
 * may also rename it. It is deleted only while nothing lies in it.
 */
@Entity
@Table(name = "namespaces")
class Namespace {

  @Id private UUID id;
  private String name;

  @Column(name = "name_key")
  private String nameKey;

  @Enumerated(EnumType.STRING)
  private NamespaceKind kind;

  private String description;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private long version;

  /** For JPA. */
  protected Namespace() {}

  Namespace(String name, NamespaceKind kind, String description) {
    this.id = Ids.next();
    this.name = name;
    this.nameKey = Name.key(name);
    this.kind = kind;
    this.description = description;
    this.createdAt = Now.get();
    this.updatedAt = createdAt;
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  String nameKey() {
    return nameKey;
  }

  NamespaceKind kind() {
    return kind;
  }

  void rename(String name) {
    this.name = name;
    this.nameKey = Name.key(name);
    this.updatedAt = Now.get();
  }

  void describe(String description) {
    this.description = description;
    this.updatedAt = Now.get();
  }

  NamespaceRef ref() {
    return new NamespaceRef(id, name);
  }

  NamespaceView view(NamespaceRole role) {
    return new NamespaceView(
        id, name, kind, description, role, createdAt, updatedAt, Long.toString(version));
  }
}
