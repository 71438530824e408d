package org.sluice.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Name;
import org.sluice.identity.Visibility;

/**
 * A repository that is to be tracked, as far as the registry keeps it.
 *
 * @param name name within its namespace
 * @param cloneUrl the upstream
 * @param mirror whether Sluice keeps a mirror of it
 * @param forge what hosts the upstream; null to tell by the host
 * @param description free text; null if none
 * @param visibility who sees it; null means private
 * @param credentialId credential for the upstream; null for none
 * @param forgeAccountId account through which its forge is asked; null for the default of its host
 * @param refreshInterval time between two looks at its pull requests; null for the installation's
 * @param tags labels; null if none
 */
public record NewTrackedRepository(
    String name,
    String cloneUrl,
    boolean mirror,
    ForgeKind forge,
    String description,
    Visibility visibility,
    UUID credentialId,
    UUID forgeAccountId,
    Duration refreshInterval,
    Set<String> tags) {

  /**
   * Each rule that it breaks by itself, whatever there is already; none if it is well formed.
   *
   * @param transports schemes that are allowed
   */
  public List<FieldError> problems(Collection<String> transports) {
    List<FieldError> errors = new ArrayList<>();
    Name.problem(name).ifPresent(broken -> errors.add(new FieldError("name", broken)));
    try {
      UpstreamUrl.parse("cloneUrl", cloneUrl, transports);
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
    }
    RegistryService.checkText(description, errors);
    RegistryService.checkTags(tags, errors);
    return errors;
  }
}
