package org.sluice.console.configuration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.sluice.configsource.ConfigSourceView;
import org.sluice.configsource.NewConfigSource;

/**
 * What administrators enter about a configuration source, when they add one and when they change
 * it.
 */
public class ConfigSourceForm {

  private static final int NO_NUMBER = -1;

  private String name;
  private String repository;
  private String defaultLabel;
  private String searchPaths;
  private String applications;
  private String rank;
  private String interval;
  private String maxStaleness;
  private boolean retryOnError = true;
  private String maxRetries;

  /** The form as it stands for one. */
  static ConfigSourceForm of(ConfigSourceView source) {
    ConfigSourceForm form = new ConfigSourceForm();
    form.name = source.name();
    form.repository = source.repository();
    form.defaultLabel = source.defaultLabel();
    form.searchPaths = String.join("\n", source.searchPaths());
    form.applications = String.join("\n", source.applications());
    form.rank = Integer.toString(source.rank());
    form.interval = source.interval();
    Duration usual = Duration.parse(source.interval()).multipliedBy(10);
    form.maxStaleness =
        usual.equals(Duration.parse(source.maxStaleness())) ? null : source.maxStaleness();
    form.retryOnError = source.retryOnError();
    form.maxRetries = Integer.toString(source.maxRetries());
    return form;
  }

  /** The one that is to be added. */
  NewConfigSource wanted() {
    return new NewConfigSource(
        name,
        repository,
        defaultLabel,
        list(searchPaths, "\\R"),
        list(applications, "[\\s,]+"),
        number(rank),
        interval,
        maxStaleness,
        retryOnError,
        number(maxRetries));
  }

  /** What is to change, as the API writes it. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", name == null ? "" : name);
    fields.put("defaultLabel", defaultLabel);
    put(fields.putArray("searchPaths"), list(searchPaths, "\\R"));
    put(fields.putArray("applications"), list(applications, "[\\s,]+"));
    fields.put("rank", number(rank));
    fields.put("interval", interval);
    fields.put("maxStaleness", maxStaleness);
    fields.put("retryOnError", retryOnError);
    fields.put("maxRetries", number(maxRetries));
    return fields;
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static List<String> list(String joined, String separator) {
    return joined == null
        ? List.of()
        : Stream.of(joined.split(separator))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
  }

  /** What is no number is refused as one that is out of range. */
  private static Integer number(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException notOne) {
      return NO_NUMBER;
    }
  }

  /** Its name. */
  public String getName() {
    return name;
  }

  /** Takes its name. */
  public void setName(String name) {
    this.name = name;
  }

  /** The repository that it reads, as in {@code team/app}. */
  public String getRepository() {
    return repository;
  }

  /** Takes the repository that it reads. */
  public void setRepository(String repository) {
    this.repository = repository;
  }

  /** Label that is read where a request names none; null for the branch that HEAD names. */
  public String getDefaultLabel() {
    return defaultLabel;
  }

  /** Takes the label that is read where a request names none. */
  public void setDefaultLabel(String defaultLabel) {
    this.defaultLabel = defaultLabel;
  }

  /** Folders that are looked into, one a line. */
  public String getSearchPaths() {
    return searchPaths;
  }

  /** Takes the folders that are looked into. */
  public void setSearchPaths(String searchPaths) {
    this.searchPaths = searchPaths;
  }

  /** Globs of the applications that it answers for, one a line. */
  public String getApplications() {
    return applications;
  }

  /** Takes the globs of the applications. */
  public void setApplications(String applications) {
    this.applications = applications;
  }

  /** Of two sources that answer for an application, the one of the lower rank does. */
  public String getRank() {
    return rank;
  }

  /** Takes the rank. */
  public void setRank(String rank) {
    this.rank = rank;
  }

  /** Time between two looks, as ISO 8601 writes it; null for that of the installation. */
  public String getInterval() {
    return interval;
  }

  /** Takes the time between two looks. */
  public void setInterval(String interval) {
    this.interval = interval;
  }

  /** Age from which on answers are called stale; null for ten intervals. */
  public String getMaxStaleness() {
    return maxStaleness;
  }

  /** Takes the age from which on answers are called stale. */
  public void setMaxStaleness(String maxStaleness) {
    this.maxStaleness = maxStaleness;
  }

  /** Whether a look that failed is soon tried again. */
  public boolean isRetryOnError() {
    return retryOnError;
  }

  /** Takes whether a look that failed is soon tried again. */
  public void setRetryOnError(boolean retryOnError) {
    this.retryOnError = retryOnError;
  }

  /** How often. */
  public String getMaxRetries() {
    return maxRetries;
  }

  /** Takes how often. */
  public void setMaxRetries(String maxRetries) {
    this.maxRetries = maxRetries;
  }
}
