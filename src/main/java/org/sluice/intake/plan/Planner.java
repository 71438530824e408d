package org.sluice.intake.plan;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sluice.failure.FieldError;
import org.sluice.fleet.NewRepository;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.ImportOptions;
import org.sluice.intake.reading.Entries;
import org.sluice.platform.Inside;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.upstream.UpstreamIndex;

/** Plans imports against what the registry has now. */
@ApplicationScoped
@Inside
public class Planner {

  @Inject private UpstreamIndex upstreams;
  @Inject private NamespaceService namespaces;
  @Inject private Settings settings;

  /**
   * What a plan asks of what there is already, many answers at a time.
   *
   * @param tracked full names of tracked repositories that the caller sees, by the key of their
   *     upstream
   * @param taken which of some full names, in lower case, are taken
   * @param namespaces namespaces by their names in lower case
   * @param problems rules that a repository breaks by itself
   */
  record Known(
      Function<Collection<String>, Map<String, String>> tracked,
      Function<Collection<String>, Set<String>> taken,
      Function<Collection<String>, Map<String, NamespaceRef>> namespaces,
      Function<NewRepository, List<FieldError>> problems) {}

  /** The plan of a list; nothing of it is read yet. */
  public Plan plan(Caller caller, Entries entries, ImportOptions options) {
    Known known =
        new Known(
            keys -> upstreams.tracked(caller, keys),
            upstreams::taken,
            namespaces::find,
            repository -> repository.problems(settings));
    return new Plan(caller, entries, options, known);
  }

  /** What is wrong with a time between two syncs; empty if nothing is. */
  public Optional<String> problemOf(String interval) {
    NewRepository any =
        Plan.repository(
            "any", "any", "https://127.0.0.1/any", true, interval, Set.of(), null, null);
    return any.problems(settings).stream()
        .filter(each -> each.field().equals("syncInterval"))
        .map(FieldError::message)
        .findFirst();
  }
}
