package org.sluice.system;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A setting that an administrator has changed. It is made by the first change, rewritten by each
 * further one, and deleted when the setting is given back to the environment.
 */
@Entity
@Table(name = "changed_setting")
class ChangedSetting {

  @Id
  @Column(name = "setting_key")
  private String key;

  @Column(name = "setting_value")
  private String value;

  @Column(name = "changed_by")
  private String changedBy;

  @Column(name = "changed_at")
  private Instant changedAt;

  protected ChangedSetting() {}

  ChangedSetting(String key, String value, String by) {
    this.key = key;
    become(value, by);
  }

  String key() {
    return key;
  }

  String value() {
    return value;
  }

  String changedBy() {
    return changedBy;
  }

  Instant changedAt() {
    return changedAt;
  }

  final void become(String next, String by) {
    value = next;
    changedBy = by;
    changedAt = Instant.now();
  }
}
