package org.sluice.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Ids;

/** One act that was recorded. It is written once and lives for ever; nothing moves it. */
@Entity
@Table(name = "audit_entries")
class AuditEntry {

  @Id private UUID id;

  @Column(name = "recorded_at")
  private Instant at;

  private String actor;
  private String action;
  private String subject;
  private String origin;

  @Enumerated(EnumType.STRING)
  private AuditOutcome outcome;

  private String detail;

  /** For JPA. */
  protected AuditEntry() {}

  AuditEntry(
      String actor,
      String action,
      String subject,
      String origin,
      AuditOutcome outcome,
      String detail) {
    this.id = Ids.next();
    this.at = Instant.now();
    this.actor = cut(actor, 100);
    this.action = cut(action, 60);
    this.subject = cut(subject, 300);
    this.origin = cut(origin, 100);
    this.outcome = outcome;
    this.detail = cut(detail, 500);
  }

  private static String cut(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }

  AuditView view() {
    return new AuditView(id, at, actor, action, subject, origin, outcome, detail);
  }
}
