package org.sluice.system;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What one setting may be, what it is by itself, and who changed it.
 *
 * @param field its name among the settings
 * @param standard what it is once it is given back to the environment, as text
 * @param least smallest value as text; null for a switch
 * @param most largest value as text; null for a switch
 * @param changedBy name of who changed it last; null unless it is changed
 * @param changedAt when that was; null unless it is changed
 */
@Schema(name = "SystemSetting")
public record SettingView(
    String field, String standard, String least, String most, String changedBy, Instant changedAt) {

  /** Whether an administrator has changed it. */
  boolean changed() {
    return changedAt != null;
  }
}
