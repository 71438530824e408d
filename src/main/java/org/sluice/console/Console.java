package org.sluice.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.primefaces.context.PrimeFacesContext;

/** What all pages share: the release, and the version by which browsers cache style and script. */
@Named
@ApplicationScoped
public class Console {

  private final String version = Long.toString(System.currentTimeMillis(), 36);

  private String release;

  /** Reads the manifest of the WAR. */
  @Inject
  void readRelease(ServletContext context) {
    try (InputStream manifest = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      String named =
          manifest == null
              ? null
              : new Manifest(manifest)
                  .getMainAttributes()
                  .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      release = named == null ? "" : named;
    } catch (IOException unreadable) {
      release = "";
    }
  }

  /** Changes with every start, so that a new build is never mixed with an old style sheet. */
  public String getVersion() {
    return version;
  }

  /** The release, as the build named it; empty if it did not. */
  public String getRelease() {
    return release;
  }

  /** The nonce of the page that is being written, for its forms. */
  public String getNonce() {
    return PrimeFacesContext.getCspState(FacesContext.getCurrentInstance()).getNonce();
  }
}
