package org.sluice.mirror.held;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.RefChange;
import org.sluice.git.refs.Verdict;
import org.sluice.platform.Ids;

/**
 * A change of one ref that a sync did not take.
 *
 * <p>It is made by the first sync that holds the change back and stays as long as the upstream has
 * it so. {@code OPEN} becomes {@code APPROVED} or {@code REJECTED} when somebody decides, and may
 * be decided anew; a sync that takes an approved change deletes it, and one that finds the upstream
 * elsewhere makes another, open one of it.
 */
@Entity
@Table(name = "held_change")
class HeldChange {

  @Id private UUID id;

  @Column(name = "repository_id")
  private UUID repositoryId;

  /** SHA-256 of the name in hex. */
  @Column(name = "ref_key")
  private String refKey;

  @Column(name = "ref_name")
  private String ref;

  @Column(name = "old_id")
  private String oldId;

  @Column(name = "new_id")
  private String newId;

  @Column(name = "change_type")
  @Enumerated(EnumType.STRING)
  private RefChange.Type type;

  @Enumerated(EnumType.STRING)
  private HeldBack.Reason reason;

  @Enumerated(EnumType.STRING)
  private HeldChangeVerdict verdict = HeldChangeVerdict.OPEN;

  @Column(name = "held_at")
  private Instant heldAt;

  @Column(name = "decided_at")
  private Instant decidedAt;

  @Column(name = "decided_by")
  private String decidedBy;

  protected HeldChange() {}

  HeldChange(UUID repositoryId, HeldBack held, Instant now) {
    this(repositoryId, held.change(), held.reason(), now);
  }

  private HeldChange(UUID repositoryId, RefChange change, HeldBack.Reason reason, Instant now) {
    id = Ids.next();
    this.repositoryId = repositoryId;
    ref = change.ref();
    refKey = key(change.ref());
    oldId = change.oldId();
    newId = change.newId();
    type = change.type();
    this.reason = reason;
    heldAt = now;
  }

  /** A change that is rejected before any sync met it. */
  static HeldChange rejected(UUID repositoryId, RefChange change, String by, Instant now) {
    HeldChange row = new HeldChange(repositoryId, change, HeldBack.Reason.REJECTED, now);
    row.decide(false, by, now);
    return row;
  }

  /** What stands for a ref's name where names are too long. */
  static String key(String ref) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(ref.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Whether this is about that very change. */
  boolean isOf(RefChange change) {
    return ref.equals(change.ref())
        && Objects.equals(oldId, change.oldId())
        && Objects.equals(newId, change.newId());
  }

  /** Takes in why the latest sync held it back. */
  void heldAgain(HeldBack held) {
    reason = held.reason();
    type = held.change().type();
  }

  /** Takes in what somebody decided. */
  void decide(boolean approve, String by, Instant now) {
    verdict = approve ? HeldChangeVerdict.APPROVED : HeldChangeVerdict.REJECTED;
    decidedBy = by;
    decidedAt = now;
  }

  String ref() {
    return ref;
  }

  UUID id() {
    return id;
  }

  Instant heldAt() {
    return heldAt;
  }

  /** Whether a person is to decide on it, and nobody has. */
  boolean waits() {
    return verdict == HeldChangeVerdict.OPEN && reason.needsDecision();
  }

  /** Whether a decision on it means anything: what is only in the way has none of its own. */
  boolean decidable() {
    return reason != HeldBack.Reason.IN_THE_WAY;
  }

  Verdict toVerdict() {
    return new Verdict(oldId, newId, verdict == HeldChangeVerdict.APPROVED);
  }

  HeldChangeView toView() {
    return new HeldChangeView(
        id, ref, oldId, newId, type, reason, verdict, heldAt, decidedAt, decidedBy);
  }
}
