package org.sluice.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.console.configuration.ConfigSourceFace;
import org.sluice.console.configuration.RefreshWords;
import org.sluice.console.intake.ListFace;
import org.sluice.console.job.JobFace;
import org.sluice.console.notification.NoticeFace;
import org.sluice.console.repository.CronFace;
import org.sluice.console.repository.MirrorFace;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.health.HealthService;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.IntakeService;
import org.sluice.intake.NewImport;
import org.sluice.job.JobService;
import org.sluice.job.JobView;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.MirrorView;
import org.sluice.mirror.plan.CronTimes;
import org.sluice.notification.NoticeService;
import org.sluice.notification.NoticesRead;
import org.sluice.platform.settings.Settings;
import org.sluice.pullrequest.DashboardSummary;
import org.sluice.pullrequest.PullRequestService;
import org.sluice.pullrequest.refresh.RefreshService;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.registry.status.Light;
import org.sluice.rest.Json;
import org.sluice.rest.PageQuery;

/** What the script of an open page is told, in the rights and the language of its reader. */
@RequestScoped
public class Live {

  /** Most jobs that a page shows as running; more are a number to nobody. */
  private static final int MOST = 50;

  private static final int SHOWN_TIMES = 3;
  private static final int MOST_PROPOSED = 10;
  private static final int MOST_TYPED = 200;
  private static final String SELECTION = "selection";
  private static final JsonNodeFactory MAKER = JsonNodeFactory.instance;

  @Inject private Caller caller;
  @Inject private JobService jobs;
  @Inject private JobFace faces;
  @Inject private RegistryService registry;
  @Inject private MirrorService mirrors;
  @Inject private MirrorFace mirrorFace;
  @Inject private RefreshService refreshes;
  @Inject private PullRequestService pulls;
  @Inject private HealthService health;
  @Inject private IntakeService intake;
  @Inject private ListFace listFace;
  @Inject private NoticeService notices;
  @Inject private NoticeFace noticeFace;
  @Inject private CronFace cronFace;
  @Inject private NamespaceService namespaces;
  @Inject private ConfigSourceService sources;
  @Inject private ConfigSourceFace sourceFace;
  @Inject private Language language;
  @Inject private Settings settings;

  /**
   * The jobs that the caller sees and that have not ended; from memory, without a database read.
   */
  ObjectNode jobs() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode active = answer.putArray("active");
    jobs.active(caller).stream().limit(MOST).forEach(job -> active.add(face(job)));
    return answer;
  }

  private ObjectNode face(JobView job) {
    return faces.json(job).put("mine", job.requestedBy().equals(caller.username()));
  }

  /**
   * One job.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  ObjectNode job(UUID id) {
    return face(jobs.find(caller, id).job());
  }

  /**
   * Does something to a job.
   *
   * @return the job, or the one that repeats it
   * @throws DomainException NOT_FOUND if there is none, or no such thing to do; CONFLICT if it has
   *     ended
   */
  ObjectNode change(UUID id, String what) {
    JobView job =
        switch (what) {
          case "cancel" -> jobs.cancel(caller, id);
          case "pause" -> jobs.pause(caller, id);
          case "resume" -> jobs.resume(caller, id);
          case "retry" -> jobs.retry(caller, id);
          default -> throw DomainException.notFound("thing to do with a job");
        };
    return face(job);
  }

  /** How many notices the caller has not read; from memory, until something changes. */
  ObjectNode notices() {
    long unread = notices.unread(caller);
    return JsonNodeFactory.instance
        .objectNode()
        .put("unread", unread)
        .put("shown", noticeFace.count(unread));
  }

  /**
   * Marks a notice as read by the caller, or all.
   *
   * @param id null for all
   * @return how many he has not read
   * @throws DomainException NOT_FOUND if he sees no such notice
   */
  ObjectNode read(UUID id) {
    notices.read(
        caller, id == null ? new NoticesRead(null, true) : new NoticesRead(List.of(id), null));
    return notices();
  }

  /** How the mirrors of those of the repositories stand that the caller sees, by their ids. */
  ObjectNode mirrors(List<UUID> ids) {
    List<RepositoryRecord> seen =
        registry.find(ids).stream()
            .filter(each -> caller.sees(each.namespaceId(), each.visibility()))
            .toList();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    Map<UUID, MirrorView> views = mirrors.views(seen);
    // In the order of the question, so that an unchanged answer has an unchanged tag.
    for (UUID id : ids) {
      if (views.containsKey(id)) {
        answer.set(id.toString(), mirrorFace.json(id, views.get(id)));
      }
    }
    return answer;
  }

  /**
   * Starts a sync: of one repository, of those that are named, of those that a selection fits, or
   * of all that the caller maintains.
   *
   * @param body {@code {"repositoryIds":[…]}}, {@code {"selection":{…}}} or {@code {"all":true}}
   * @return the job
   * @throws DomainException as the mirror's door refuses
   */
  ObjectNode sync(JsonNode body) {
    if (body.path("all").asBoolean(false)) {
      return face(mirrors.syncAll(caller));
    }
    if (body.has(SELECTION)) {
      return face(mirrors.syncSelected(caller, selection(body)));
    }
    Set<UUID> ids = ids(body);
    if (ids.size() != 1) {
      return face(mirrors.syncChosen(caller, ids));
    }
    // One by itself goes ahead of bulk jobs and is refused at once if it runs already.
    RepositoryRecord only = seen(ids.iterator().next());
    return face(mirrors.sync(caller, only.owner(), only.name()));
  }

  /**
   * Starts a look at pull requests: of one repository, of those that are named, of those that a
   * selection fits, or of all at forges that the caller maintains.
   *
   * @param body {@code {"repositoryIds":[…]}}, {@code {"selection":{…}}} or {@code {"all":true}}
   * @return the job
   * @throws DomainException as the door of refreshes refuses
   */
  ObjectNode refresh(JsonNode body) {
    if (body.path("all").asBoolean(false)) {
      return face(refreshes.refreshAll(caller));
    }
    if (body.has(SELECTION)) {
      return face(refreshes.refreshSelected(caller, selection(body)));
    }
    Set<UUID> ids = ids(body);
    if (ids.size() != 1) {
      return face(refreshes.refreshChosen(caller, ids));
    }
    RepositoryRecord only = seen(ids.iterator().next());
    return face(refreshes.refresh(caller, only.owner(), only.name()));
  }

  /**
   * Starts a check of health: of one repository, of those that are named, or of those that a
   * selection fits.
   *
   * @param body {@code {"repositoryIds":[…]}} or {@code {"selection":{…}}}
   * @return the job
   * @throws DomainException as the door of health refuses
   */
  ObjectNode check(JsonNode body) {
    if (body.has(SELECTION)) {
      return face(health.checkSelected(caller, selection(body), null));
    }
    Set<UUID> ids = ids(body);
    if (ids.size() != 1) {
      return face(health.checkChosen(caller, ids, null));
    }
    RepositoryRecord only = seen(ids.iterator().next());
    return face(health.check(caller, only.owner(), only.name()));
  }

  /**
   * The check of health that followed an import; empty while there is none.
   *
   * @throws DomainException NOT_FOUND if there is no such job that the caller sees
   */
  ObjectNode checkAfter(UUID job) {
    return intake.checkAfter(caller, job).map(this::face).orElseGet(MAKER::objectNode);
  }

  /**
   * What would become of a list.
   *
   * @throws DomainException as the door of intake refuses
   */
  ObjectNode preview(NewImport list) {
    return listFace.json(intake.preview(caller, list));
  }

  /**
   * Starts the import of a list.
   *
   * @return the job
   * @throws DomainException as the door of intake refuses
   */
  ObjectNode bring(NewImport list) {
    return face(intake.start(caller, list));
  }

  private static RepositorySelection selection(JsonNode body) {
    try {
      return Json.mapper().treeToValue(body.path(SELECTION), RepositorySelection.class);
    } catch (JsonProcessingException unknown) {
      throw DomainException.invalid(SELECTION, "must be filters of the list");
    }
  }

  private static Set<UUID> ids(JsonNode body) {
    Set<UUID> ids = new LinkedHashSet<>();
    for (JsonNode each : body.path("repositoryIds")) {
      try {
        ids.add(UUID.fromString(each.asText()));
      } catch (IllegalArgumentException notAnId) {
        throw DomainException.invalid("repositoryIds", "must be ids of repositories");
      }
    }
    return ids;
  }

  private RepositoryRecord seen(UUID id) {
    return registry
        .find(id)
        .filter(each -> caller.sees(each.namespaceId(), each.visibility()))
        .orElseThrow(() -> DomainException.notFound("repository"));
  }

  /** How those of the configuration sources stand that the caller sees, by their names. */
  ObjectNode configuration(List<String> names) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      try {
        answer.set(name, sourceFace.json(sources.get(caller, name)));
      } catch (DomainException refused) {
        if (refused.kind() != FailureKind.NOT_FOUND) {
          throw refused;
        }
      }
    }
    return answer;
  }

  /**
   * Looks at the upstream of a configuration source now.
   *
   * @return completed, never exceptionally, with what it came to in the reader's words
   * @throws DomainException as the door of sources refuses
   */
  CompletionStage<ObjectNode> refreshSource(String name) {
    RefreshWords words = new RefreshWords(new Language(language.getLocale()));
    return sources
        .refresh(caller, name)
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.configRefreshWait().toMillis(), TimeUnit.MILLISECONDS)
        .handle(words::of);
  }

  /** Mirrored repositories that somebody may mean who types this, the first of them. */
  ObjectNode repositories(String typed) {
    return proposed(registry.names(caller, meant(typed, Map.of("mirror", "true"))));
  }

  /** Namespaces that somebody may mean who types this, the first of them. */
  ObjectNode namespaces(String typed) {
    return proposed(namespaces.names(caller, meant(typed, Map.of())));
  }

  private static PageQuery meant(String typed, Map<String, String> filters) {
    return new PageQuery(
        1,
        MOST_PROPOSED,
        List.of(new PageQuery.Sort("name", false)),
        typed.isBlank() || typed.length() > MOST_TYPED ? null : typed.strip(),
        filters);
  }

  private static ObjectNode proposed(List<String> names) {
    ObjectNode answer = MAKER.objectNode();
    names.forEach(answer.putArray("names")::add);
    return answer;
  }

  /** The figures of the dashboard; an open page draws itself anew once they differ. */
  ObjectNode dashboard() {
    DashboardSummary summary = pulls.watched(caller);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    counts(answer.putObject("repositories"), summary.repositories());
    counts(answer.putObject("pullRequests"), summary.pullRequests());
    answer.put("ready", summary.ready());
    answer.put("lastRefreshedAt", Objects.toString(summary.lastRefreshedAt(), null));
    return answer;
  }

  private static void counts(ObjectNode answer, Map<Light, Long> counts) {
    counts.forEach((light, count) -> answer.put(light.name(), count));
  }

  /**
   * What a schedule comes to that is being typed: its words and its next times, or what is wrong.
   *
   * @param cron five fields
   * @param zone time zone; blank for UTC
   */
  ObjectNode schedule(String cron, String zone) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    String there = zone.isBlank() ? "UTC" : zone.strip();
    if (CronTimes.of("* * * * *", there).isEmpty()) {
      return answer.put("wrong", language.text("schedule.zone.wrong"));
    }
    Optional<CronTimes> times = CronTimes.of(cron.strip(), there);
    if (times.isEmpty()) {
      return answer.put("wrong", language.text("schedule.wrong"));
    }
    Instant now = Instant.now();
    List<Instant> next = times.get().next(now, SHOWN_TIMES);
    Duration least = settings.mirrorMinInterval();
    if (next.isEmpty()) {
      return answer.put("wrong", language.text("schedule.never"));
    }
    if (times.get().isDenserThan(least, now)) {
      return answer.put("wrong", language.text("schedule.dense", language.span(least)));
    }
    answer.put("words", cronFace.words(cron));
    ArrayNode runs = answer.putArray("next");
    next.forEach(time -> runs.add(time.toString()));
    return answer;
  }
}
