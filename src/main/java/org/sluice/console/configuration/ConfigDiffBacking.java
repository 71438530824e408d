package org.sluice.console.configuration;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.sluice.configsource.ConfigChangeView;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.configsource.compare.ConfigComparison;
import org.sluice.configsource.compare.ConfigDifference;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.rest.PageQuery;

/** Behind the comparison of what an application gets from two commits of a source. */
@Named
@RequestScoped
public class ConfigDiffBacking {

  private static final int OFFERED = 25;

  @Inject private Caller caller;
  @Inject private ConfigSourceService sources;
  @Inject private ConfigComparison comparison;
  @Inject private AskedApplication application;

  private ConfigDifference difference;
  private List<ConfigChangeView> changes;
  private List<String> refused = List.of();

  @PostConstruct
  void open() {
    if (application.getName() == null || AskedApplication.given("from") == null) {
      return;
    }
    try {
      difference =
          comparison.difference(
              application.asked(), AskedApplication.given("from"), AskedApplication.given("to"));
    } catch (DomainException refusal) {
      refused = application.words(refusal);
    }
  }

  /** The latest changes of the source, whose commits are offered. */
  public List<ConfigChangeView> getChanges() {
    if (changes == null) {
      PageQuery latest =
          new PageQuery(1, OFFERED, List.of(new PageQuery.Sort("at", true)), null, Map.of());
      changes = sources.history(caller, AskedApplication.given("name"), latest).items();
    }
    return changes;
  }

  /** The commit before: what is asked for, else that before the latest change. */
  public String getFrom() {
    String from = AskedApplication.given("from");
    return from != null
        ? from
        : getChanges().stream()
            .filter(each -> each.newCommit() != null && !each.forced())
            .flatMap(each -> Stream.ofNullable(each.oldCommit()))
            .findFirst()
            .orElse(null);
  }

  /** The commit after; null for what is served now. */
  public String getTo() {
    return AskedApplication.given("to");
  }

  /** Entries whose commit can be offered. */
  public List<ConfigChangeView> getOffered() {
    return getChanges().stream().filter(each -> Objects.nonNull(each.newCommit())).toList();
  }

  /** What differs; null if nothing was compared. */
  public ConfigDifference getDifference() {
    return difference;
  }

  /** Why nothing was compared. */
  public List<String> getRefused() {
    return refused;
  }

  /** Number of changes that are not shown. */
  public int getLeft() {
    return difference.added()
        + difference.removed()
        + difference.changed()
        - difference.changes().size();
  }
}
