package org.sluice.forge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Optional;

/** The forges that Sluice can ask. */
@ApplicationScoped
public class Forges {

  @Inject @Any private Instance<Forge> forges;

  /** The forge of a kind; empty for {@link ForgeKind#PLAIN}, which has no API. */
  public Optional<Forge> of(ForgeKind kind) {
    return forges.stream().filter(each -> each.kind() == kind).findFirst();
  }
}
