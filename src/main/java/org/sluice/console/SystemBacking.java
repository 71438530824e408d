package org.sluice.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.system.Installation;
import org.sluice.system.SystemView;

/** Behind the page of the installation, for administrators. */
@Named
@RequestScoped
public class SystemBacking {

  @Inject private Caller caller;
  @Inject private Installation installation;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private SystemView view;

  /** Looks at the installation; answers 403 to whoever does not administer. */
  public void check() {
    try {
      view = installation.look(caller);
    } catch (DomainException refused) {
      refusals.answer(refused);
    }
  }

  /** The installation; null for whoever may not see it. */
  public SystemView getView() {
    return view;
  }

  /** How long this node runs, in words. */
  public String getUptime() {
    return language.span(Duration.parse(view.uptime()));
  }

  /** Which share of the disk is used, in whole percent. */
  public int getUsed() {
    long total = Math.max(1, view.disk().totalBytes());
    return (int) ((total - view.disk().freeBytes()) * 100 / total);
  }
}
