package org.sluice.console.intake;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.sluice.console.Language;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.reading.ListText;
import org.sluice.platform.settings.Settings;

/** Behind the page that imports a list: what the address asks for, and what there is to choose. */
@Named
@RequestScoped
public class ListBacking {

  private static final List<Duration> INTERVALS =
      Stream.of(1, 4, 12, 24, 168).map(Duration::ofHours).toList();

  @Inject private Caller caller;
  @Inject private NamespaceService namespaces;
  @Inject private Language language;
  @Inject private Settings settings;

  private List<NamespaceRef> owners;

  /** Namespaces that the caller maintains. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller);
    }
    return owners;
  }

  /** Where repositories lie: where the address says, else in the caller's own namespace. */
  public String getNamespace() {
    String asked = Faces.getRequestParameter("namespace");
    return asked == null ? caller.username() : asked;
  }

  /** Times between two syncs to choose from. */
  public List<Duration> getIntervals() {
    return INTERVALS;
  }

  /** The interval of mirrors that name none, in words. */
  public String getStandardInterval() {
    return language.span(settings.mirrorSyncInterval());
  }

  /** Most bytes of a list. */
  public int getMostBytes() {
    return ListText.MOST_BYTES;
  }

  /** What a list may be at most, in words. */
  public String getLimits() {
    return language.text(
        "list.limits", language.bytes(ListText.MOST_BYTES), language.number(ListText.MOST_ENTRIES));
  }
}
