package org.sluice.console.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.sluice.configsource.ConfigSourceView;
import org.sluice.configsource.NewConfigSource;
import org.sluice.console.Typed;

/**
 * What administrators enter about a configuration source, when they add one and when they change
 * it.
 */
public class ConfigSourceForm {

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
        Typed.lines(searchPaths),
        Typed.words(applications),
        Typed.number(rank),
        interval,
        maxStaleness,
        retryOnError,
        Typed.number(maxRetries));
  }

  /** What is to change, as the API writes it. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", name == null ? "" : name);
    fields.put("defaultLabel", defaultLabel);
    Typed.lines(searchPaths).forEach(fields.putArray("searchPaths")::add);
    Typed.words(applications).forEach(fields.putArray("applications")::add);
    fields.put("rank", Typed.number(rank));
    fields.put("interval", interval);
    fields.put("maxStaleness", maxStaleness);
    fields.put("retryOnError", retryOnError);
    fields.put("maxRetries", Typed.number(maxRetries));
    return fields;
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
