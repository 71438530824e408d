package org.sluice.console.forge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.RepositoryView;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/** Behind what the page of a repository asks about its forge: which, through whom, how often. */
@Named
@RequestScoped
public class RepositoryForgeBacking {

  private static final Set<String> FIELDS = Set.of("forge", "forgeAccountId", "refreshInterval");

  /** Times between two looks to choose from. */
  private static final List<Duration> INTERVALS =
      Stream.of(1, 5, 15, 30, 60).map(Duration::ofMinutes).toList();

  @Inject private Caller caller;
  @Inject private FleetService fleet;
  @Inject private ForgeAccountService accounts;
  @Inject private Settings settings;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private RepositoryView repository;
  private List<ForgeAccountView> choice;
  private ForgeKind forge;
  private String account;
  private String interval;
  private long version;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    try {
      repository =
          fleet.get(caller, address.getOrDefault("owner", ""), address.getOrDefault("name", ""));
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      // The page answers that there is none.
      return;
    }
    forge = repository.forge();
    account = Objects.toString(repository.forgeAccountId(), null);
    interval = Objects.toString(repository.refreshInterval(), null);
    version = repository.version();
  }

  /** Saves what was entered. */
  public void save() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("forge", forge.name());
    fields.put("refreshInterval", blankAsNull(interval));
    if (caller.administers()) {
      // Nobody else may name an account, not even the one that is named already.
      fields.put("forgeAccountId", blankAsNull(account));
    }
    try {
      fleet.change(
          caller, repository.owner(), repository.name(), Patch.of(fields, FIELDS), version);
      Messages.addFlashGlobalInfo("{0}", language.text("repository.saved"));
      Faces.redirect("ui/repository.xhtml?owner=%s&name=%s", repository.owner(), repository.name());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  private static String blankAsNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** Forges to choose from. */
  public ForgeKind[] getForges() {
    return ForgeKind.values();
  }

  /** The first 200 accounts, for administrators. */
  public List<ForgeAccountView> getAccounts() {
    if (choice == null) {
      PageQuery query =
          new PageQuery(
              1, PageQuery.MAX_SIZE, List.of(new PageQuery.Sort("label", false)), null, Map.of());
      choice = caller.administers() ? accounts.list(caller, query).items() : List.of();
    }
    return choice;
  }

  /** How an account reads in a list. */
  public String text(ForgeAccountView each) {
    return each.cloneHost() + " – " + each.label() + " (" + each.login() + ")";
  }

  /** Times between two looks to choose from, with the present one if it is another. */
  public List<Duration> getIntervals() {
    return Stream.concat(INTERVALS.stream(), Stream.ofNullable(repository.refreshInterval()))
        .distinct()
        .sorted()
        .toList();
  }

  /** The installation's time between two looks, in words. */
  public String getStandardInterval() {
    return language.span(settings.refreshInterval());
  }

  /** Which software hosts the upstream. */
  public ForgeKind getForge() {
    return forge;
  }

  /** Takes which software hosts the upstream. */
  public void setForge(ForgeKind forge) {
    this.forge = forge;
  }

  /** Id of the account through which the forge is asked; null for the host's default. */
  public String getAccount() {
    return account;
  }

  /** Takes the id of the account. */
  public void setAccount(String account) {
    this.account = account;
  }

  /** Time between two looks, as the API writes it; null for the installation's. */
  public String getInterval() {
    return interval;
  }

  /** Takes the time between two looks. */
  public void setInterval(String interval) {
    this.interval = interval;
  }

  /** The version that the editor saw. */
  public long getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(long version) {
    this.version = version;
  }
}
