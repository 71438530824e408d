package org.sluice.console.repository;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.console.Typed;
import org.sluice.fleet.RepositoryView;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorDirection;
import org.sluice.mirror.MirrorSettings;

/** What people enter about a repository, when they import one and when they change it. */
public class RepositoryForm {

  /** Intervals to choose from, as the API writes them. */
  private static final List<String> INTERVALS =
      List.of("PT5M", "PT15M", "PT1H", "PT6H", "PT24H", "PT168H");

  private String namespace;
  private String name;
  private String cloneUrl;
  private boolean mirror = true;
  private String description;
  private Visibility visibility = Visibility.PRIVATE;
  private ScheduleKind schedule = ScheduleKind.STANDARD;
  private String interval = "PT1H";
  private String cron;
  private String timeZone;
  private String tags;
  private String credential;
  private MirrorDirection direction = MirrorDirection.UPSTREAM;
  private String pushUrl;
  private String pushCredential;

  /** What a mirror's syncs go by. */
  public enum ScheduleKind {
    /** The installation's interval. */
    STANDARD,
    /** An interval of its own. */
    INTERVAL,
    /** Fixed times. */
    CRON,
    /** The upstream's own pace. */
    ADAPTIVE
  }

  /** The form as it stands for a repository. */
  static RepositoryForm of(RepositoryView repository) {
    RepositoryForm form = new RepositoryForm();
    form.namespace = repository.owner();
    form.name = repository.name();
    form.cloneUrl = repository.cloneUrl();
    form.mirror = repository.mirror().enabled();
    form.description = repository.description();
    form.visibility = repository.visibility();
    form.direction = repository.mirror().direction();
    form.pushUrl = repository.mirror().settings().pushUrl();
    MirrorSettings settings = repository.mirror().settings();
    form.schedule = kind(settings);
    form.interval = settings.syncInterval() == null ? form.interval : settings.syncInterval();
    form.cron = settings.cron();
    form.timeZone = settings.timeZone();
    form.tags = String.join(", ", repository.tags());
    form.credential =
        repository.credentialId() == null ? null : repository.credentialId().toString();
    form.pushCredential =
        settings.pushCredentialId() == null ? null : settings.pushCredentialId().toString();
    return form;
  }

  private static ScheduleKind kind(MirrorSettings settings) {
    if (settings.cron() != null) {
      return ScheduleKind.CRON;
    }
    if (settings.adaptive()) {
      return ScheduleKind.ADAPTIVE;
    }
    return settings.syncInterval() == null ? ScheduleKind.STANDARD : ScheduleKind.INTERVAL;
  }

  /** The interval, if syncs go by it; else null. */
  String ownInterval() {
    return mirror && schedule == ScheduleKind.INTERVAL ? interval : null;
  }

  /** The cron expression, if syncs go by it; else null. */
  String ownCron() {
    // A blank one is refused by the door, with a word beside the field.
    return mirror && schedule == ScheduleKind.CRON ? cron == null ? "-" : cron : null;
  }

  /** The time zone, if syncs go by fixed times; else null. */
  String ownTimeZone() {
    return mirror && schedule == ScheduleKind.CRON ? timeZone : null;
  }

  /** Whether syncs go by the upstream's pace. */
  boolean isAdaptive() {
    return mirror && schedule == ScheduleKind.ADAPTIVE;
  }

  /** Intervals to choose from, with the present one if it is another. */
  public List<Duration> getIntervals() {
    Set<Duration> choice =
        INTERVALS.stream()
            .map(Duration::parse)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (interval != null) {
      try {
        choice.add(Duration.parse(interval));
      } catch (DateTimeParseException tampered) {
        // The door refuses it with a word beside the field.
      }
    }
    return choice.stream().sorted().toList();
  }

  /** The labels one by one. */
  Set<String> labels() {
    return new LinkedHashSet<>(Typed.phrases(tags));
  }

  /** The credential; null for none. */
  UUID credentialId() {
    return id(credential);
  }

  /** The credential for pushing on; null for none. */
  UUID pushCredentialId() {
    return id(pushCredential);
  }

  private static UUID id(String chosen) {
    return chosen == null || chosen.isEmpty() ? null : UUID.fromString(chosen);
  }

  /** Id of the credential as text; null for none. */
  public String getCredential() {
    return credential;
  }

  /** Id of the credential for pushing on as text; null for none. */
  public String getPushCredential() {
    return pushCredential;
  }

  /** Takes the id of the credential for pushing on. */
  public void setPushCredential(String pushCredential) {
    this.pushCredential = pushCredential;
  }

  /** Takes the id of the credential. */
  public void setCredential(String credential) {
    this.credential = credential;
  }

  /** Name of the namespace. */
  public String getNamespace() {
    return namespace;
  }

  /** Takes the name of the namespace. */
  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  /** Name within the namespace. */
  public String getName() {
    return name;
  }

  /** Takes the name within the namespace. */
  public void setName(String name) {
    this.name = name == null ? null : name.strip();
  }

  /** The upstream. */
  public String getCloneUrl() {
    return cloneUrl;
  }

  /** Takes the upstream. */
  public void setCloneUrl(String cloneUrl) {
    this.cloneUrl = cloneUrl == null ? null : cloneUrl.strip();
  }

  /** Whether Sluice keeps a mirror. */
  public boolean isMirror() {
    return mirror;
  }

  /** Takes whether Sluice keeps a mirror. */
  public void setMirror(boolean mirror) {
    this.mirror = mirror;
  }

  /** Free text; may be null. */
  public String getDescription() {
    return description;
  }

  /** Takes free text. */
  public void setDescription(String description) {
    this.description = description;
  }

  /** Who sees it. */
  public Visibility getVisibility() {
    return visibility;
  }

  /** Takes who sees it. */
  public void setVisibility(Visibility visibility) {
    this.visibility = visibility;
  }

  /** Time between two syncs. */
  public String getInterval() {
    return interval;
  }

  /** Takes the time between two syncs. */
  public void setInterval(String interval) {
    this.interval = interval;
  }

  /** Which way refs flow. */
  public MirrorDirection getDirection() {
    return direction;
  }

  /** Takes which way refs flow. */
  public void setDirection(MirrorDirection direction) {
    this.direction = direction;
  }

  /** Ways in which refs can flow. */
  public MirrorDirection[] getDirections() {
    return MirrorDirection.values();
  }

  /** Where refs are pushed on to; may be null. */
  public String getPushUrl() {
    return pushUrl;
  }

  /** Takes where refs are pushed on to. */
  public void setPushUrl(String pushUrl) {
    this.pushUrl = pushUrl == null ? null : pushUrl.strip();
  }

  /** What syncs go by. */
  public ScheduleKind getSchedule() {
    return schedule;
  }

  /** Takes what syncs go by. */
  public void setSchedule(ScheduleKind schedule) {
    this.schedule = schedule;
  }

  /** All that syncs may go by. */
  public ScheduleKind[] getSchedules() {
    return ScheduleKind.values();
  }

  /** The cron expression; may be null. */
  public String getCron() {
    return cron;
  }

  /** Takes the cron expression. */
  public void setCron(String cron) {
    this.cron = cron == null || cron.isBlank() ? null : cron.strip();
  }

  /** The time zone of the cron expression; null for UTC. */
  public String getTimeZone() {
    return timeZone;
  }

  /** Takes the time zone. */
  public void setTimeZone(String timeZone) {
    this.timeZone = timeZone == null || timeZone.isBlank() ? null : timeZone.strip();
  }

  /** Labels, joined by commas; may be null. */
  public String getTags() {
    return tags;
  }

  /** Takes labels, joined by commas. */
  public void setTags(String tags) {
    this.tags = tags;
  }
}
