package org.sluice.platform;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import org.sluice.platform.network.Proxies;
import org.sluice.platform.settings.Settings;

/** Refuses to start with a setting that every request would trip over. */
@Singleton
@Startup
public class SettingsCheck {

  @Inject private Settings settings;

  @PostConstruct
  void check() {
    try {
      new Proxies(settings.proxies());
    } catch (IllegalArgumentException malformed) {
      throw new IllegalStateException("sluice.proxies: " + malformed.getMessage(), malformed);
    }
  }
}
