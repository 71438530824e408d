package org.sluice.console.configuration;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.sluice.configsource.answer.UnreadFile;
import org.sluice.configsource.compare.ConfigComparison;
import org.sluice.configsource.compare.EffectiveConfiguration;
import org.sluice.configsource.compare.EffectiveProperty;
import org.sluice.configsource.compare.FoundValue;
import org.sluice.console.Language;
import org.sluice.console.PublicAddress;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** Behind the box in which people try what an application gets from a source. */
@Named
@RequestScoped
public class ConfigTryBacking {

  private static final int MOST = 500;

  @Inject private ConfigComparison comparison;
  @Inject private AskedApplication application;
  @Inject private PublicAddress installation;
  @Inject private Language language;

  private EffectiveConfiguration found;
  private List<String> refused = List.of();
  private String answering;

  @PostConstruct
  void open() {
    if (application.getName() == null) {
      return;
    }
    try {
      found = comparison.effective(application.asked(), getLabel());
      answering = comparison.answering(application.asked()).orElse(null);
    } catch (DomainException refusal) {
      boolean label = refusal.kind() == FailureKind.NOT_FOUND && getLabel() != null;
      refused =
          label
              ? List.of(language.text("config.label.none", getLabel()))
              : application.words(refusal);
    }
  }

  /** Label that is asked for; null for that of the source. */
  public String getLabel() {
    return AskedApplication.given("label");
  }

  /** Whether there is an answer. */
  public boolean isAnswered() {
    return found != null;
  }

  /** Why there is none. */
  public List<String> getRefused() {
    return refused;
  }

  /** The commit that answers. */
  public String getCommit() {
    return found.commit();
  }

  /** Number of keys. */
  public int getTotal() {
    return found.properties().size();
  }

  /** The first of the keys, with what wins and what loses. */
  public List<EffectiveProperty> getProperties() {
    return found.properties().stream()
        .limit(MOST)
        .map(
            each ->
                new EffectiveProperty(
                    each.key(),
                    each.value().shortened(),
                    each.shadowed().stream().map(FoundValue::shortened).toList()))
        .toList();
  }

  /** Number of keys that are not shown. */
  public int getLeft() {
    return Math.max(0, getTotal() - MOST);
  }

  /** What is missing because it cannot be read. */
  public List<UnreadFile> getUnread() {
    return found.unread();
  }

  /** The source that answers clients for the application; null if none does. */
  public String getAnswering() {
    return answering;
  }

  /** Where a client asks the same. */
  public String getAddress() {
    return installation.of(
        "/config/"
            + application.getName()
            + "/"
            + application.getProfile()
            + (getLabel() == null ? "" : "/" + getLabel().replace("/", "(_)")));
  }
}
