package org.sluice.registry.hostkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.platform.Ids;

/**
 * A key by which an SSH host showed itself, or is expected to.
 *
 * <p>Its life: PENDING when a host shows it that is not known by it, or TRUSTED at once when an
 * administrator enters it or the first key of a host is accepted by a setting; an administrator
 * approves it, for all mirrors of the host, or revokes it, and may approve it again. Several of one
 * host may be trusted beside each other while its keys change.
 */
@Entity
@Table(name = "host_key")
class HostKey {

  @Id private UUID id;
  private String host;
  private String algorithm;

  @Column(name = "key_text")
  private String keyText;

  private String fingerprint;

  @Enumerated(EnumType.STRING)
  private HostKeyStatus status;

  @Column(name = "first_seen_at")
  private Instant firstSeenAt;

  @Column(name = "approved_by")
  private String approvedBy;

  @Column(name = "approved_at")
  private Instant approvedAt;

  @Column(name = "revoked_by")
  private String revokedBy;

  @Column(name = "revoked_at")
  private Instant revokedAt;

  @Version private long version;

  /** For JPA. */
  protected HostKey() {}

  /** One that waits for approval. */
  HostKey(String host, SshHostKey key) {
    this.id = Ids.next();
    this.host = host;
    this.algorithm = key.algorithm();
    this.keyText = key.key();
    this.fingerprint = key.fingerprint();
    this.status = HostKeyStatus.PENDING;
    this.firstSeenAt = Instant.now();
  }

  /** Trusts it from now on. */
  void approve(String by) {
    status = HostKeyStatus.TRUSTED;
    approvedBy = by;
    approvedAt = Instant.now();
    revokedBy = null;
    revokedAt = null;
  }

  /** Trusts it no longer. */
  void revoke(String by) {
    status = HostKeyStatus.REVOKED;
    revokedBy = by;
    revokedAt = Instant.now();
  }

  UUID id() {
    return id;
  }

  String host() {
    return host;
  }

  HostKeyStatus status() {
    return status;
  }

  String fingerprint() {
    return fingerprint;
  }

  long version() {
    return version;
  }

  SshHostKey key() {
    return new SshHostKey(algorithm, keyText);
  }

  HostKeyView view() {
    return new HostKeyView(
        id,
        host,
        algorithm,
        keyText,
        fingerprint,
        status,
        firstSeenAt,
        approvedBy,
        approvedAt,
        revokedBy,
        revokedAt,
        version);
  }
}
