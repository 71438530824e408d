package org.sluice.console.dashboard;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.delivery.subscriber.SubscriberService;
import org.sluice.identity.Caller;
import org.sluice.identity.TokenService;
import org.sluice.identity.UserService;
import org.sluice.registry.RegistryService;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The first steps of whoever looks, each done once the installation shows that it is.
 *
 * <p>Nothing of it is stored but that somebody has seen enough of them; then nothing is asked
 * either.
 */
@Named
@RequestScoped
public class FirstSteps {

  @Inject private Caller caller;
  @Inject private UserService users;
  @Inject private DashboardBacking dashboard;
  @Inject private RegistryService registry;
  @Inject private TokenService tokens;
  @Inject private SubscriberService subscribers;
  @Inject private ConfigSourceService sources;

  private List<Shown> steps;

  /**
   * A step as it is shown.
   *
   * @param step which
   * @param done whether it is
   * @param next whether it is the first that is not
   */
  public record Shown(FirstStep step, boolean done, boolean next) {}

  /** Whether there are steps that the caller has not taken and still wants to be shown. */
  public boolean isOpen() {
    return getSteps().stream().anyMatch(each -> !each.done());
  }

  /** The steps that the caller can take; none if he has seen enough of them. */
  public List<Shown> getSteps() {
    if (steps == null) {
      steps = users.hasEndedFirstSteps(caller) ? List.of() : look();
    }
    return steps;
  }

  private List<Shown> look() {
    List<FirstStep> mine =
        Stream.of(FirstStep.values())
            .filter(each -> caller.administers() || !each.administrative())
            .toList();
    Map<FirstStep, Boolean> done =
        mine.stream().collect(Collectors.toMap(each -> each, this::isDone));
    FirstStep next = mine.stream().filter(each -> !done.get(each)).findFirst().orElse(null);
    return mine.stream().map(each -> new Shown(each, done.get(each), each == next)).toList();
  }

  private boolean isDone(FirstStep step) {
    return switch (step) {
      case IMPORTED -> !dashboard.isBare();
      case SYNCED ->
          registry.list(caller, first("-lastSyncedAt")).items().stream()
              .anyMatch(repository -> repository.lastSyncedAt() != null);
      case FORGE -> dashboard.getSummary().lastRefreshedAt() != null || dashboard.isAnyAccount();
      case TOKEN -> isAny(tokens.list(caller, first("name")));
      case SUBSCRIBER -> subscribers.isAny(caller);
      case CONFIGURATION -> isAny(sources.list(caller, first("name")));
    };
  }

  private static boolean isAny(Page<?> page) {
    return !page.items().isEmpty();
  }

  private static PageQuery first(String order) {
    boolean descending = order.startsWith("-");
    PageQuery.Sort by = new PageQuery.Sort(descending ? order.substring(1) : order, descending);
    return new PageQuery(1, 1, List.of(by), null, Map.of());
  }

  /** How many of them are done. */
  public long getDone() {
    return getSteps().stream().filter(Shown::done).count();
  }

  /** Percent of them that are done. */
  public long getShare() {
    return getSteps().isEmpty() ? 100 : 100 * getDone() / getSteps().size();
  }

  /** Shows them to the caller no more. */
  public void end() {
    users.endFirstSteps(caller);
    Faces.redirect("ui/dashboard.xhtml");
  }
}
