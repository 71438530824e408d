package org.sluice.system;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Patch;

/** The door of the room: shows and changes settings of the running installation. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SystemService {

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE = Setting.fields();

  @Inject private SettingStore store;
  @Inject private RuntimeSettings runtime;
  @Inject private Settings settings;

  /**
   * The settings as they are now.
   *
   * @throws DomainException FORBIDDEN unless the caller is an administrator
   */
  public SystemSettings settings(Caller caller) {
    requireAdministrator(caller);
    Map<String, SettingStore.Change> changes = store.changes();
    List<SettingView> about =
        Arrays.stream(Setting.values()).map(each -> about(each, changes.get(each.key()))).toList();
    return new SystemSettings(
        settings.mirrorEnabled(),
        settings.mirrorSyncInterval().toString(),
        settings.refreshEnabled(),
        settings.refreshInterval().toString(),
        settings.jobConcurrency(),
        settings.jobsPerHost(),
        about.stream().filter(SettingView::changed).map(SettingView::field).toList(),
        about);
  }

  private SettingView about(Setting setting, SettingStore.Change change) {
    return new SettingView(
        setting.field(),
        setting.standard(settings),
        setting.least(settings),
        setting.most(),
        change == null ? null : change.by(),
        change == null ? null : change.at());
  }

  /**
   * Changes settings, effective from the next turn of whoever reads them.
   *
   * @param patch a field that is null is given back to the environment
   * @param seen the version that the editor saw; null to change whatever is there
   * @return the settings as they are now
   * @throws DomainException FORBIDDEN unless the caller is an administrator, INVALID with each
   *     field that breaks a rule, STALE if somebody changed them since the editor looked
   */
  public SystemSettings change(Caller caller, Patch patch, String seen) {
    requireAdministrator(caller);
    List<FieldError> errors = new ArrayList<>();
    Map<String, Optional<String>> wanted = new HashMap<>();
    for (Setting setting : Setting.values()) {
      if (patch.has(setting.field())) {
        try {
          wanted.put(setting.key(), setting.wanted(patch, settings));
        } catch (DomainException broken) {
          errors.addAll(broken.errors());
        }
      }
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    if (seen != null && !seen.equals(settings(caller).version())) {
      throw DomainException.changedMeanwhile();
    }
    if (!wanted.isEmpty()) {
      store.change(wanted, caller.username());
      runtime.read();
    }
    return settings(caller);
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only administrators may do this.");
    }
  }
}
