package org.sluice.console.upstream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.mirror.upstream.UpstreamHostView;
import org.sluice.mirror.upstream.UpstreamHosts;

/** Behind the page of upstream hosts that are not well. */
@Named
@RequestScoped
public class HostsBacking {

  @Inject private Caller caller;
  @Inject private UpstreamHosts hosts;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private Rows<UpstreamHostView> rows;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            UpstreamHosts.SORT_KEYS,
            "host",
            UpstreamHosts.FILTERS,
            Set.of(),
            UpstreamHostView::host,
            query -> hosts.list(caller, query));
  }

  /** Answers 403 to who is no administrator. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only administrators may see this."));
    }
  }

  /** The class of the state's badge. */
  public String tone(UpstreamHostView host) {
    return switch (host.state()) {
      case UNREACHABLE -> "bad";
      case WAITING -> "wait";
      case FAILING -> "warn";
    };
  }

  /** The state in words. */
  public String text(UpstreamHostView host) {
    return language.text("hosts.state." + host.state());
  }

  /** One page of them. */
  public Rows<UpstreamHostView> getRows() {
    return rows;
  }
}
