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
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Now;
import org.sluice.identity.user.User;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/**
 * A user's place in a namespace; made, changed and taken away by its maintainers and by
 * administrators. A user is always MAINTAINER of his own namespace.
 */
@Entity
@Table(name = "members")
@Inside
public class Member {

  @Id private UUID id;

  @Column(name = "namespace_id")
  private UUID namespaceId;

  @Column(name = "user_id")
  private UUID userId;

  @Enumerated(EnumType.STRING)
  @Column(name = "member_role")
  private NamespaceRole role;

  @Column(name = "created_at")
  private Instant createdAt;

  @Version private long version;

  /** For JPA. */
  protected Member() {}

  public Member(UUID namespaceId, UUID userId, NamespaceRole role) {
    this.id = Ids.next();
    this.namespaceId = namespaceId;
    this.userId = userId;
    this.role = role;
    this.createdAt = Now.get();
  }

  UUID namespaceId() {
    return namespaceId;
  }

  UUID userId() {
    return userId;
  }

  NamespaceRole role() {
    return role;
  }

  public void give(NamespaceRole role) {
    this.role = role;
  }

  public MemberView view(User user) {
    return new MemberView(user.name(), user.displayName(), role, createdAt, Long.toString(version));
  }
}
