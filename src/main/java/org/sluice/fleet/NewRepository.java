package org.sluice.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.forge.ForgeKind;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorDirection;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.RefSelection;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.NewTrackedRepository;
import org.sluice.registry.status.RefreshInterval;

/**
 * A repository that is to be tracked; flat fields as the API names them.
 *
 * @param namespace name of the namespace; null for the caller's own
 * @param name name within the namespace
 * @param cloneUrl the upstream
 * @param mirror whether Sluice keeps a mirror of it; null means yes
 * @param forge what hosts the upstream; null to tell by the host
 * @param description free text; null if none
 * @param visibility who sees it; null means private
 * @param credentialId credential for the upstream; null for none
 * @param forgeAccountId account through which its forge is asked; null for the default of its host
 * @param refreshInterval ISO 8601 duration between two looks at its pull requests; null for the
 *     installation's
 * @param syncInterval ISO 8601 duration between two syncs; null for the installation's
 * @param cron times of syncs in five fields, in place of an interval; null if none
 * @param timeZone time zone of {@code cron}; null for UTC
 * @param adaptive whether the interval follows the upstream's own pace; null means no
 * @param direction which way refs flow; null for into Sluice only
 * @param pushUrl where refs are pushed on to; null if nowhere
 * @param pushCredentialId credential for {@code pushUrl}; null for none
 * @param refs which refs are mirrored; null for all
 * @param changePolicy what happens to destructive changes; null for FOLLOW
 * @param sizeLimitBytes most bytes of the mirror on disk; null for the installation's limit
 * @param tags labels; null if none
 */
public record NewRepository(
    String namespace,
    String name,
    String cloneUrl,
    Boolean mirror,
    ForgeKind forge,
    String description,
    Visibility visibility,
    UUID credentialId,
    UUID forgeAccountId,
    String refreshInterval,
    String syncInterval,
    String cron,
    String timeZone,
    Boolean adaptive,
    MirrorDirection direction,
    String pushUrl,
    UUID pushCredentialId,
    RefSelection refs,
    ChangePolicy changePolicy,
    Long sizeLimitBytes,
    Set<String> tags) {

  /**
   * Each rule that it breaks by itself, whatever there is already; none if it is well formed.
   *
   * @param installation whose rules they are
   */
  public List<FieldError> problems(Settings installation) {
    NewTrackedRepository tracked;
    try {
      tracked = tracked();
    } catch (DomainException broken) {
      return broken.errors();
    }
    List<FieldError> errors = new ArrayList<>(tracked.problems(installation.transports()));
    try {
      if (tracked.mirror()) {
        settings().check(installation);
      } else {
        settings().refuseWithoutMirror();
      }
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
    }
    return errors;
  }

  /** What the registry keeps of it. */
  NewTrackedRepository tracked() {
    return new NewTrackedRepository(
        name,
        cloneUrl,
        mirror == null || mirror,
        forge,
        description,
        visibility,
        credentialId,
        forgeAccountId,
        RefreshInterval.parse(refreshInterval),
        tags);
  }

  /** How its mirror is to be kept. */
  MirrorSettings settings() {
    return new MirrorSettings(
        syncInterval,
        cron,
        timeZone,
        adaptive != null && adaptive,
        direction == null ? MirrorDirection.UPSTREAM : direction,
        pushUrl,
        pushCredentialId,
        refs == null ? RefSelection.ALL : refs,
        changePolicy == null ? ChangePolicy.FOLLOW : changePolicy,
        sizeLimitBytes);
  }
}
