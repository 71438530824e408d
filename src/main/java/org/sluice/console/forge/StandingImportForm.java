package org.sluice.console.forge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sluice.console.Typed;
import org.sluice.intake.standing.NewStandingImport;
import org.sluice.intake.standing.StandingImportView;

/**
 * What administrators enter about a standing import, when they make one and when they change it.
 */
public class StandingImportForm {

  private String owner;
  private String include;
  private String exclude;
  private String namespace;
  private boolean mirror;
  private String tags;
  private String interval = "PT24H";

  /** The form as it stands for one. */
  static StandingImportForm of(StandingImportView standing) {
    StandingImportForm form = new StandingImportForm();
    form.owner = standing.owner();
    form.include = String.join("\n", standing.include());
    form.exclude = String.join("\n", standing.exclude());
    form.namespace = standing.namespace();
    form.mirror = standing.mirror();
    form.tags = String.join(", ", standing.tags());
    form.interval = standing.interval().toString();
    return form;
  }

  /** The one that is to be kept. */
  NewStandingImport wanted() {
    return new NewStandingImport(
        owner,
        Typed.lines(include),
        Typed.lines(exclude),
        namespace,
        mirror,
        Typed.phrases(tags),
        interval);
  }

  /** What is to change, as the API writes it. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("owner", owner);
    Typed.lines(include).forEach(fields.putArray("include")::add);
    Typed.lines(exclude).forEach(fields.putArray("exclude")::add);
    fields.put("namespace", namespace == null ? "" : namespace);
    fields.put("mirror", mirror);
    Typed.phrases(tags).forEach(fields.putArray("tags")::add);
    fields.put("interval", interval);
    return fields;
  }

  /** Whose repositories; empty for all that the account sees. */
  public String getOwner() {
    return owner;
  }

  /** Takes whose repositories. */
  public void setOwner(String owner) {
    this.owner = owner;
  }

  /** Globs of which one must match, one a line. */
  public String getInclude() {
    return include;
  }

  /** Takes globs of which one must match. */
  public void setInclude(String include) {
    this.include = include;
  }

  /** Globs of which none may match, one a line. */
  public String getExclude() {
    return exclude;
  }

  /** Takes globs of which none may match. */
  public void setExclude(String exclude) {
    this.exclude = exclude;
  }

  /** Name of the namespace where repositories go. */
  public String getNamespace() {
    return namespace;
  }

  /** Takes the name of the namespace. */
  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  /** Whether they are mirrored. */
  public boolean isMirror() {
    return mirror;
  }

  /** Takes whether they are mirrored. */
  public void setMirror(boolean mirror) {
    this.mirror = mirror;
  }

  /** Labels that all of them get, joined by commas. */
  public String getTags() {
    return tags;
  }

  /** Takes the labels. */
  public void setTags(String tags) {
    this.tags = tags;
  }

  /** Time between two looks, as ISO 8601 writes it. */
  public String getInterval() {
    return interval;
  }

  /** Takes the time between two looks. */
  public void setInterval(String interval) {
    this.interval = interval;
  }
}
