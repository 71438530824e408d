package org.sluice.identity.user;

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
import org.sluice.identity.Now;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/**
 * A person, or a program with an account.
 *
 * <p>Made ACTIVE by an administrator (the first one by the first start) together with a namespace
 * of the same name; an administrator disables, enables and deletes. The session epoch counts up
 * whenever every open session must end: at a change of password, at disabling, and on request.
 */
@Entity
@Table(name = "users")
@Inside
public class User {

  @Id private UUID id;
  private String name;

  @Column(name = "name_key")
  private String nameKey;

  @Column(name = "display_name")
  private String displayName;

  private String email;

  @Enumerated(EnumType.STRING)
  @Column(name = "admin_role")
  private UserRole role;

  @Enumerated(EnumType.STRING)
  private UserStatus status;

  @Column(name = "password_hash")
  private String passwordHash;

  @Column(name = "session_epoch")
  private long sessionEpoch;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Column(name = "last_signed_in_at")
  private Instant lastSignedInAt;

  @Column(name = "first_steps_ended_at")
  private Instant firstStepsEndedAt;

  @Version private long version;

  /** For JPA. */
  protected User() {}

  public User(String name, UserRole role, String passwordHash) {
    this.id = Ids.next();
    this.name = name;
    this.nameKey = Name.key(name);
    this.role = role;
    this.status = UserStatus.ACTIVE;
    this.passwordHash = passwordHash;
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

  public UserRole role() {
    return role;
  }

  public String passwordHash() {
    return passwordHash;
  }

  public long sessionEpoch() {
    return sessionEpoch;
  }

  public boolean isActive() {
    return status == UserStatus.ACTIVE;
  }

  boolean isActiveAdministrator() {
    return isActive() && role == UserRole.ADMIN;
  }

  public boolean hasEndedFirstSteps() {
    return firstStepsEndedAt != null;
  }

  public void describe(String displayName, String email) {
    this.displayName = displayName;
    this.email = email;
    this.updatedAt = Now.get();
  }

  public String displayName() {
    return displayName;
  }

  public String email() {
    return email;
  }

  public void give(UserRole role) {
    this.role = role;
    this.updatedAt = Now.get();
  }

  public void turn(UserStatus status) {
    if (status == UserStatus.DISABLED) {
      endSessions();
    }
    this.status = status;
    this.updatedAt = Now.get();
  }

  public void changePassword(String passwordHash) {
    this.passwordHash = passwordHash;
    endSessions();
  }

  public void endSessions() {
    sessionEpoch++;
    updatedAt = Now.get();
  }

  public UserView view() {
    return new UserView(
        id,
        name,
        displayName,
        email,
        role,
        status,
        createdAt,
        updatedAt,
        lastSignedInAt,
        Long.toString(version));
  }
}
