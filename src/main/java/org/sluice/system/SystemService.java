package org.sluice.system;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.platform.Executors;
import org.sluice.platform.Settings;
import org.sluice.rest.Patch;

/** The door of the room: shows and changes settings of the running installation. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SystemService {

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);

  /** Names of the fields, and the key behind each. */
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("mirrorEnabled", "sluice.mirror.enabled");
    KEYS.put("mirrorSyncInterval", "sluice.mirror.sync-interval");
    KEYS.put("jobConcurrency", "sluice.jobs.concurrency");
    KEYS.put("jobsPerHost", "sluice.jobs.per-host");
  }

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE = Set.copyOf(KEYS.keySet());

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
    Map<String, String> changed = store.all();
    return new SystemSettings(
        settings.mirrorEnabled(),
        settings.mirrorSyncInterval().toString(),
        settings.jobConcurrency(),
        settings.jobsPerHost(),
        KEYS.entrySet().stream()
            .filter(each -> changed.containsKey(each.getValue()))
            .map(Map.Entry::getKey)
            .toList());
  }

  /**
   * Changes settings, effective from the next turn of whoever reads them.
   *
   * @param patch a field that is null is given back to the environment
   * @return the settings as they are now
   * @throws DomainException FORBIDDEN unless the caller is an administrator, INVALID with each
   *     field that breaks a rule
   */
  public SystemSettings change(Caller caller, Patch patch) {
    requireAdministrator(caller);
    List<FieldError> errors = new ArrayList<>();
    Map<String, Optional<String>> wanted = new HashMap<>();
    KEYS.forEach(
        (field, key) -> {
          if (patch.has(field)) {
            wanted.put(key, value(patch, field, errors));
          }
        });
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    if (!wanted.isEmpty()) {
      store.change(wanted, caller.username());
      runtime.read();
    }
    return settings(caller);
  }

  private Optional<String> value(Patch patch, String field, List<FieldError> errors) {
    try {
      return switch (field) {
        case "mirrorEnabled" -> patch.value(field, Boolean.class).map(Object::toString);
        case "mirrorSyncInterval" ->
            patch.value(field, String.class).map(text -> interval(field, text));
        default -> patch.value(field, Integer.class).map(number -> number(field, number));
      };
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return Optional.empty();
    }
  }

  private String interval(String field, String text) {
    Duration least = settings.mirrorMinInterval();
    Duration interval;
    try {
      interval = Duration.parse(text);
    } catch (DateTimeParseException notADuration) {
      throw DomainException.invalid(field, "must be a duration such as PT1H");
    }
    if (interval.compareTo(least) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw DomainException.invalid(field, "must be from " + least + " to P365D");
    }
    return interval.toString();
  }

  private static String number(String field, int number) {
    if (number < 1 || number > Executors.JOBS_CEILING) {
      throw DomainException.invalid(field, "must be from 1 to " + Executors.JOBS_CEILING);
    }
    return Integer.toString(number);
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only administrators may do this.");
    }
  }
}
