package org.sluice.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.primefaces.context.PrimeFacesContext;
import org.sluice.platform.Release;

/** What all pages share: the release, and the version by which browsers cache style and script. */
@Named
@ApplicationScoped
public class Console {

  private final String version = Long.toString(System.currentTimeMillis(), 36);

  @Inject private Release release;

  /** Changes with every start, so that a new build is never mixed with an old style sheet. */
  public String getVersion() {
    return version;
  }

  /** The release, as the build named it; empty if it did not. */
  public String getRelease() {
    return release.name();
  }

  /** The nonce of the page that is being written, for its forms. */
  public String getNonce() {
    return PrimeFacesContext.getCspState(FacesContext.getCurrentInstance()).getNonce();
  }
}
