package org.sluice.console.configuration;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.configsource.ConfigChangeView;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.configsource.ConfigSourceView;
import org.sluice.console.Language;
import org.sluice.console.PublicAddress;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.rest.Patch;

/** Behind the page of one configuration source, kept or about to be added. */
@Named
@RequestScoped
public class ConfigSourceBacking {

  private static final String STATE = "state";
  private static final Set<String> SHOWN = Set.of(STATE, "try", "compare");
  private static final List<Duration> INTERVALS =
      Stream.of(5, 10, 30, 60, 300, 900, 3600, 86_400).map(Duration::ofSeconds).toList();
  private static final List<Duration> AGES =
      Stream.of(60, 300, 900, 3600, 21_600, 86_400, 604_800).map(Duration::ofSeconds).toList();

  @Inject private Caller caller;
  @Inject private ConfigSourceService sources;
  @Inject private RegistryService registry;
  @Inject private Settings settings;
  @Inject private PublicAddress installation;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private ConfigSourceView source;
  private ConfigSourceForm form = new ConfigSourceForm();
  private Rows<ConfigChangeView> history;
  private boolean fresh;
  private long version;
  private String typed;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    String name = address.get("name");
    fresh = name == null || name.isBlank();
    if (fresh) {
      form.setRepository(address.get("repository"));
      return;
    }
    try {
      source = sources.get(caller, name);
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      return;
    }
    form = ConfigSourceForm.of(source);
    version = source.version();
    history =
        new Rows<>(
            address,
            ConfigSourceService.HISTORY_SORT_KEYS,
            "-at",
            Set.of(),
            Set.of("name"),
            change -> change.id().toString(),
            query -> sources.history(caller, name, query));
  }

  /** Answers 404 where there is no such source, and 403 to whoever may not add one. */
  public void check() {
    if (fresh && !caller.administers()) {
      refusals.answer(DomainException.forbidden("Only administrators keep configuration sources."));
    } else if (!fresh && source == null) {
      refusals.answer(DomainException.notFound("configuration source"));
    }
  }

  /** Adds one. */
  public void add() {
    try {
      done(sources.create(caller, form.wanted()), "config.added");
    } catch (DomainException refused) {
      show(refused);
    }
  }

  /** Saves what was entered. */
  public void save() {
    try {
      ConfigSourceView changed =
          sources.change(
              caller,
              source.name(),
              Patch.of(form.patch(), ConfigSourceService.PATCHABLE),
              Long.toString(version));
      done(changed, "config.saved");
    } catch (DomainException refused) {
      show(refused);
    }
  }

  /** Deletes it, if its name was typed. */
  public void delete() {
    if (typed == null || !typed.strip().equals(source.name())) {
      refusals.show("typed", language.text("repository.delete.typed.wrong"));
      return;
    }
    try {
      sources.delete(caller, source.name(), null);
    } catch (DomainException refused) {
      refusals.show(refused);
      return;
    }
    Messages.addFlashGlobalInfo("{0}", language.text("config.deleted", source.name()));
    Faces.redirect("ui/configuration.xhtml");
  }

  private void done(ConfigSourceView at, String said) {
    Messages.addFlashGlobalInfo("{0}", language.text(said, at.name()));
    Faces.redirect("ui/configuration-source.xhtml?name=%s", at.name());
  }

  /** That a name is taken stands beside it. */
  private void show(DomainException refused) {
    if (refused.slug().equals("name-taken")) {
      refusals.show("name", language.text("config.taken"));
    } else {
      refusals.show(refused);
    }
  }

  /** The source; null if it is about to be added, or if there is none that the caller sees. */
  public ConfigSourceView getSource() {
    return source;
  }

  /** Whether one is about to be added. */
  public boolean isFresh() {
    return fresh;
  }

  /** Which part of the page is shown: how it stands, what applications get, or what differs. */
  public String getShow() {
    String show = Faces.getRequestParameter("show");
    return show != null && SHOWN.contains(show) ? show : STATE;
  }

  /** Whether the caller may refresh it. */
  public boolean isMaintained() {
    String[] parts = source.repository().split("/");
    return caller.maintains(registry.require(caller, parts[0], parts[1]).namespaceId());
  }

  /** What it has seen, the latest first. */
  public Rows<ConfigChangeView> getHistory() {
    return history;
  }

  /** What a Spring client is told to find it. */
  public String getClientImport() {
    return "spring.config.import=configserver:" + installation.of("/config");
  }

  /** What is entered. */
  public ConfigSourceForm getForm() {
    return form;
  }

  /** Times between two looks to choose from, the present one among them. */
  public List<Duration> getIntervals() {
    return with(INTERVALS, form.getInterval());
  }

  /** Ages to choose from, the present one among them. */
  public List<Duration> getAges() {
    return with(AGES, form.getMaxStaleness());
  }

  private static List<Duration> with(List<Duration> usual, String present) {
    return present == null
        ? usual
        : Stream.concat(usual.stream(), Stream.of(Duration.parse(present)))
            .distinct()
            .sorted()
            .toList();
  }

  /** The interval of sources that name none, in words. */
  public String getStandardInterval() {
    return language.span(settings.configRefreshInterval());
  }

  /** The version that the editor saw. */
  public long getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(long version) {
    this.version = version;
  }

  /** The name as typed before deleting. */
  public String getTyped() {
    return typed;
  }

  /** Takes the name as typed before deleting. */
  public void setTyped(String typed) {
    this.typed = typed;
  }
}
