package org.sluice.console.repository;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.job.JobView;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.MirrorView;
import org.sluice.mirror.held.HeldChangeView;
import org.sluice.mirror.refs.KeptRefView;
import org.sluice.mirror.refs.RefService;
import org.sluice.mirror.refs.RefView;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/** Behind the page of a mirror's refs: what was held back, what is kept, what there is. */
@Named
@RequestScoped
public class RefsBacking {

  /** The three lists, as the address names them. */
  private static final List<String> LISTS = List.of("held", "kept", "refs");

  private static final Set<String> KEPT_PARAMETERS = Set.of("owner", "name", "show");

  @Inject private Caller caller;
  @Inject private RegistryService registry;
  @Inject private MirrorService mirrors;
  @Inject private RefService refs;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private final Instant now = Instant.now();
  private String owner;
  private String name;
  private String show;
  private RepositoryRecord repository;
  private MirrorView mirror;
  private Rows<HeldChangeView> held;
  private Rows<KeptRefView> kept;
  private Rows<RefView> all;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    owner = address.getOrDefault("owner", "");
    name = address.getOrDefault("name", "");
    String asked = address.getOrDefault("show", "");
    show = LISTS.contains(asked) ? asked : LISTS.get(0);
    try {
      repository = registry.require(caller, owner, name);
      mirror = mirrors.mirror(caller, owner, name);
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      return;
    }
    held =
        new Rows<>(
            address,
            RefService.HELD_SORT_KEYS,
            "ref",
            RefService.HELD_FILTERS,
            KEPT_PARAMETERS,
            each -> each.id().toString(),
            query -> refs.heldChanges(caller, owner, name, query));
    kept =
        new Rows<>(
            address,
            Set.of("keptAt"),
            "-keptAt",
            Set.of(),
            KEPT_PARAMETERS,
            each -> each.id().toString(),
            query -> refs.keptRefs(caller, owner, name, query));
    all =
        new Rows<>(
            address,
            Set.of("name"),
            "name",
            Set.of(),
            KEPT_PARAMETERS,
            RefView::name,
            query -> refs.refs(caller, owner, name, query));
  }

  /** Answers 404 where there is no such repository. */
  public void check() {
    if (repository == null) {
      refusals.answer(DomainException.notFound("repository"));
    }
  }

  /** Takes the change of the ref that was sent along, or all that wait if none was. */
  public void approve() {
    decide(true);
  }

  /** Never takes the change of the ref that was sent along, or all that wait if none was. */
  public void reject() {
    decide(false);
  }

  private void decide(boolean approve) {
    String ref = Faces.getRequestParameter("id");
    try {
      JobView job =
          refs.decide(
              caller,
              owner,
              name,
              ref == null || ref.isEmpty() ? null : List.of(ref),
              seen(),
              approve);
      Messages.addFlashGlobalInfo(
          "{0}", language.text(approve ? "held.approved" : "held.rejected"));
      Faces.redirect(
          "ui/repository.xhtml?owner=%s&name=%s&job=%s",
          repository.owner(), repository.name(), job.id());
    } catch (DomainException refused) {
      if (refused.kind() == FailureKind.INVALID) {
        // The page is older than what it decides on; it is drawn anew with this answer.
        refusals.tell(language.text("held.stale"));
      } else {
        refusals.show(refused);
      }
    }
  }

  /** When the page was made on which somebody decided; null if it does not say. */
  private static Instant seen() {
    try {
      String seen = Faces.getRequestParameter("seen");
      return seen == null ? null : Instant.parse(seen);
    } catch (DateTimeParseException tampered) {
      return null;
    }
  }

  /** Sets the ref of the kept tip back that was sent along. */
  public void restore() {
    try {
      RefView restored =
          refs.restore(caller, owner, name, UUID.fromString(Faces.getRequestParameter("id")));
      Messages.addFlashGlobalInfo("{0}", language.text("kept.restored", restored.name()));
      Faces.redirect(
          "ui/refs.xhtml?owner=%s&name=%s&show=refs&q=%s",
          repository.owner(), repository.name(), restored.name());
    } catch (IllegalArgumentException notAnId) {
      refusals.show(DomainException.notFound("kept ref"));
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Whether the caller may decide and restore. */
  public boolean isMaintained() {
    return caller.maintains(repository.namespaceId());
  }

  /** When this page was made; what comes later is not decided with it. */
  public Instant getNow() {
    return now;
  }

  /** Which list is shown: {@code held}, {@code kept} or {@code refs}. */
  public String getShow() {
    return show;
  }

  /** The repository; null if there is none that the caller sees. */
  public RepositoryRecord getRepository() {
    return repository;
  }

  /** State of its mirror. */
  public MirrorView getMirror() {
    return mirror;
  }

  /** Changes that syncs did not take. */
  public Rows<HeldChangeView> getHeld() {
    return held;
  }

  /** Tips of refs that syncs overwrote or deleted. */
  public Rows<KeptRefView> getKept() {
    return kept;
  }

  /** Refs that the mirror has. */
  public Rows<RefView> getAll() {
    return all;
  }
}
