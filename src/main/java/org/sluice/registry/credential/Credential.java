package org.sluice.registry.credential;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.platform.Ids;
import org.sluice.platform.database.SearchText;

/**
 * What lets Sluice in at one host.
 *
 * <p>Its life: a maintainer of a namespace, or an administrator for the installation, enters it;
 * repositories of its owner are given it; its owner changes it, the secret only by a new one; it is
 * deleted when nothing uses it. The secret is sealed before it comes here.
 */
@Entity
@Table(name = "credential")
class Credential {

  /** Name of the field that a secret is sealed for. */
  static final String SECRET = "secret";

  /** Owner of what is the whole installation's. */
  static final String INSTALLATION = "-";

  @Id private UUID id;

  /** Id of the namespace, or {@link #INSTALLATION}. */
  @Column(name = "owner_key")
  private String ownerKey;

  private String label;

  @Column(name = "label_key")
  private String labelKey;

  @Column(name = "search_text")
  private String searchText;

  @Enumerated(EnumType.STRING)
  private CredentialKind kind;

  private String host;
  private String username;

  @Column(name = "sealed_secret")
  private String sealedSecret;

  @Column(name = "public_key")
  private String publicKey;

  private String fingerprint;

  @Column(name = "expires_at")
  private Instant expiresAt;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private long version;

  /** For JPA. */
  protected Credential() {}

  /** One without a secret yet. */
  Credential(UUID namespaceId, CredentialKind kind) {
    this.id = Ids.next();
    this.ownerKey = ownerKey(namespaceId);
    this.kind = kind;
    this.createdAt = Instant.now();
  }

  static String ownerKey(UUID namespaceId) {
    return namespaceId == null ? INSTALLATION : namespaceId.toString();
  }

  /** Takes in what may be shown; the values have been checked. */
  void describe(String newLabel, String newHost, String newUsername, Instant end) {
    label = newLabel;
    labelKey = newLabel.toLowerCase(Locale.ROOT);
    host = newHost;
    username = newUsername;
    expiresAt = end;
    searchText = SearchText.of(label + " " + host + " " + username);
    updatedAt = Instant.now();
  }

  /** Takes in a sealed password or token. */
  void keep(String sealed) {
    sealedSecret = sealed;
    publicKey = null;
    fingerprint = null;
  }

  /** Takes in a sealed key, and the half of it that may be shown. */
  void keep(String sealed, SshPrivateKey key) {
    sealedSecret = sealed;
    publicKey = key.publicLine();
    fingerprint = key.fingerprint();
  }

  UUID id() {
    return id;
  }

  /** The namespace that owns it; null for the whole installation. */
  UUID namespaceId() {
    return ownerKey.equals(INSTALLATION) ? null : UUID.fromString(ownerKey);
  }

  String label() {
    return label;
  }

  CredentialKind kind() {
    return kind;
  }

  String host() {
    return host;
  }

  String username() {
    return username;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  String sealedSecret() {
    return sealedSecret;
  }

  boolean isChangedSince(Instant time) {
    return updatedAt.isAfter(time);
  }

  long version() {
    return version;
  }

  CredentialView view(String namespace, long usedBy) {
    return new CredentialView(
        id,
        namespace,
        label,
        kind,
        host,
        username,
        publicKey,
        fingerprint,
        expiresAt,
        usedBy,
        createdAt,
        updatedAt,
        version);
  }
}
