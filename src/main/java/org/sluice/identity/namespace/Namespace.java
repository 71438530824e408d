package org.sluice.identity.namespace;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.sluice.identity.Name;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Now;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/**
 * The owner of repositories.
 *
 * <p>A USER namespace is made and deleted with its user; a TEAM namespace by an administrator, who
 * may also rename it. It is deleted only while nothing lies in it.
 */
@Entity
@Table(name = "namespaces")
@Inside
public class Namespace {

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

  public Namespace(String name, NamespaceKind kind, String description) {
    this.id = Ids.next();
    this.name = name;
    this.nameKey = Name.key(name);
    this.kind = kind;
    this.description = description;
    this.createdAt = Now.get();
    this.updatedAt = createdAt;
  }

  public UUID id() {
    return id;
  }

  public String name() {
    return name;
  }

  public String nameKey() {
    return nameKey;
  }

  public NamespaceKind kind() {
    return kind;
  }

  public void rename(String name) {
    this.name = name;
    this.nameKey = Name.key(name);
    this.updatedAt = Now.get();
  }

  public void describe(String description) {
    this.description = description;
    this.updatedAt = Now.get();
  }

  public NamespaceRef ref() {
    return new NamespaceRef(id, name);
  }

  public NamespaceView view(NamespaceRole role) {
    return new NamespaceView(
        id, name, kind, description, role, createdAt, updatedAt, Long.toString(version));
  }
}
