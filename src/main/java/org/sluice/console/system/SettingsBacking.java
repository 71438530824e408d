package org.sluice.console.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.rest.Patch;
import org.sluice.system.SettingView;
import org.sluice.system.SystemService;
import org.sluice.system.SystemSettings;

/**
 * Behind the form of the settings that may be changed while the installation runs.
 *
 * <p>An empty field stands for the default. Only what differs from what is stored is sent, so that
 * saving the form does not claim settings for whoever saved it.
 */
@Named
@RequestScoped
public class SettingsBacking {

  @Inject private Caller caller;
  @Inject private SystemService system;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private SystemSettings stored;
  private Map<String, SettingView> about = Map.of();
  private final Map<String, String> entered = new HashMap<>();
  private final Map<String, String> units = new HashMap<>();
  private String version;

  @PostConstruct
  void open() {
    if (!caller.administers()) {
      return;
    }
    stored = system.settings(caller);
    about =
        stored.about().stream().collect(Collectors.toMap(SettingView::field, Function.identity()));
    version = stored.version();
    now()
        .forEach(
            (field, value) -> {
              String shown = value.asText();
              if (isInterval(field)) {
                Duration interval = Duration.parse(shown);
                IntervalUnit unit = IntervalUnit.of(interval);
                units.put(field, unit.name());
                shown = Long.toString(unit.count(interval));
              }
              entered.put(field, stored.changed().contains(field) ? shown : "");
            });
  }

  /** The settings as they are in force. */
  private Map<String, JsonNode> now() {
    Map<String, JsonNode> now = new LinkedHashMap<>();
    now.put("mirrorEnabled", BooleanNode.valueOf(stored.mirrorEnabled()));
    now.put("mirrorSyncInterval", new TextNode(stored.mirrorSyncInterval()));
    now.put("refreshEnabled", BooleanNode.valueOf(stored.refreshEnabled()));
    now.put("refreshInterval", new TextNode(stored.refreshInterval()));
    now.put("jobConcurrency", new IntNode(stored.jobConcurrency()));
    now.put("jobsPerHost", new IntNode(stored.jobsPerHost()));
    return now;
  }

  private boolean isSwitch(String field) {
    return about.get(field).least() == null;
  }

  private boolean isInterval(String field) {
    return !isSwitch(field) && about.get(field).least().startsWith("P");
  }

  /** Saves what was changed. */
  public void save() {
    if (stored == null) {
      // Whoever is no administrator any more has not been shown them.
      refusals.show(DomainException.forbidden("Only administrators may do this."));
      return;
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    asEntered().forEach(fields::set);
    asStored()
        .forEach(
            (field, value) -> {
              if (value.equals(fields.get(field))) {
                fields.remove(field);
              }
            });
    if (fields.isEmpty()) {
      Messages.addFlashGlobalInfo("{0}", language.text("setting.unchanged"));
      Faces.redirect("ui/system.xhtml");
      return;
    }
    try {
      system.change(caller, Patch.of(fields, SystemService.PATCHABLE), version);
      Messages.addFlashGlobalInfo("{0}", language.text("setting.saved"));
      Faces.redirect("ui/system.xhtml");
    } catch (DomainException refused) {
      show(refused);
    }
  }

  private void show(DomainException refused) {
    if (refused.kind() != FailureKind.INVALID) {
      refusals.show(refused);
      return;
    }
    refused
        .errors()
        .forEach(each -> refusals.show(each.field(), bounds("setting.wrong", each.field())));
  }

  /** The fields as the form has them; null for the default. */
  private Map<String, JsonNode> asEntered() {
    Map<String, JsonNode> wanted = new LinkedHashMap<>();
    entered.forEach(
        (field, text) -> {
          String typed = text == null ? "" : text.strip();
          wanted.put(field, typed.isEmpty() ? NullNode.instance : value(field, typed));
        });
    return wanted;
  }

  /** The fields as they are stored; null for the default. */
  private Map<String, JsonNode> asStored() {
    Map<String, JsonNode> now = now();
    now.replaceAll((field, value) -> stored.changed().contains(field) ? value : NullNode.instance);
    return now;
  }

  private JsonNode value(String field, String typed) {
    if (isSwitch(field)) {
      return BooleanNode.valueOf(Boolean.parseBoolean(typed));
    }
    if (!typed.matches("\\d{1,9}")) {
      // Of another type, or beyond all bounds: the door refuses it, with a word beside the field.
      return new TextNode(typed);
    }
    int number = Integer.parseInt(typed);
    return isInterval(field)
        ? new TextNode(IntervalUnit.valueOf(units.get(field)).times(number).toString())
        : new IntNode(number);
  }

  /** What a setting may be, in words; null for a switch. */
  public String bounds(String field) {
    return isSwitch(field) ? null : bounds("setting.bounds", field);
  }

  private String bounds(String key, String field) {
    SettingView setting = about.get(field);
    return language.text(key, words(field, setting.least()), words(field, setting.most()));
  }

  /** What a setting is without a change, in words. */
  public String standard(String field) {
    return words(field, about.get(field).standard());
  }

  private String words(String field, String value) {
    if (isSwitch(field)) {
      return language.text("setting.switch." + value);
    }
    return isInterval(field) ? language.span(Duration.parse(value)) : value;
  }

  /** What is known of each setting, by its name; empty for whoever may not see it. */
  public Map<String, SettingView> getAbout() {
    return about;
  }

  /** What the form holds, by the names of the settings; an empty text for the default. */
  public Map<String, String> getEntered() {
    return entered;
  }

  /** Units that an interval can be given in. */
  public List<IntervalUnit> getChoices() {
    return List.of(IntervalUnit.values());
  }

  /** Names of the units of the intervals, by the names of the settings. */
  public Map<String, String> getUnits() {
    return units;
  }

  /** The version that the editor saw. */
  public String getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(String version) {
    this.version = version;
  }
}
