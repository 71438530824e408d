package org.sluice.console;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sluice.fleet.RepositoryView;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorDirection;

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
  private String interval;
  private String tags;
  private MirrorDirection direction = MirrorDirection.UPSTREAM;
  private String pushUrl;

  /** The form as it stands for a repository. */
  static RepositoryForm of(RepositoryView repository, String ownInterval) {
    RepositoryForm form = new RepositoryForm();
    form.namespace = repository.owner();
    form.name = repository.name();
    form.cloneUrl = repository.cloneUrl();
    form.mirror = repository.mirror().enabled();
    form.description = repository.description();
    form.visibility = repository.visibility();
    form.interval = ownInterval;
    form.direction = repository.mirror().direction();
    form.pushUrl = repository.mirror().settings().pushUrl();
    form.tags = String.join(", ", repository.tags());
    return form;
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

  /** The labels one by one; null if none. */
  Set<String> labels() {
    if (tags == null || tags.isBlank()) {
      return Set.of();
    }
    return Arrays.stream(tags.split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
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

  /** Time between two syncs; null for the installation's. */
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

  /** Labels, joined by commas; may be null. */
  public String getTags() {
    return tags;
  }

  /** Takes labels, joined by commas. */
  public void setTags(String tags) {
    this.tags = tags;
  }
}
