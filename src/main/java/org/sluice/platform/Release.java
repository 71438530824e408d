package org.sluice.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Which release of Sluice runs, as the build wrote it into the WAR. */
@ApplicationScoped
public class Release {

  private volatile String name = "";

  /** Reads the manifest of the WAR. */
  void read(ServletContext context) {
    try (InputStream manifest = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      String named =
          manifest == null
              ? null
              : new Manifest(manifest)
                  .getMainAttributes()
                  .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      name = named == null ? "" : named;
    } catch (IOException unreadable) {
      name = "";
    }
  }

  /** Its name; empty if the build gave none, or the application is not there yet. */
  public String name() {
    return name;
  }
}
