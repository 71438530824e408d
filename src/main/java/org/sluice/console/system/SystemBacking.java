package org.sluice.console.system;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
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

  @PostConstruct
  void open() {
    if (caller.administers()) {
      view = installation.look(caller);
    }
  }

  /** Answers 403 to whoever does not administer. */
  public void check() {
    if (view == null) {
      refusals.answer(DomainException.forbidden("Only administrators see the installation."));
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
    return (int) share(view.disk().totalBytes() - view.disk().freeBytes());
  }

  /** Bytes that are used, but not by mirrors. */
  public long getOtherBytes() {
    return Math.max(
        0, view.disk().totalBytes() - view.disk().freeBytes() - view.disk().mirrorBytes());
  }

  /** Percent of the disk that the mirrors use. */
  public double getMirrorShare() {
    return share(view.disk().mirrorBytes());
  }

  /** Percent of the disk that anything else uses. */
  public double getOtherShare() {
    return share(getOtherBytes());
  }

  /** Percent of the disk that no sync may use. */
  public double getReserveShare() {
    return share(view.disk().reserveBytes());
  }

  private double share(long bytes) {
    return Math.round(bytes * 10_000.0 / Math.max(1, view.disk().totalBytes())) / 100.0;
  }
}
