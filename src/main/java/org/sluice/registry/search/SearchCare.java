package org.sluice.registry.search;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Instant;

/** Forgets at night what no search needs any more. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
public class SearchCare {

  private static final System.Logger LOG = System.getLogger(SearchCare.class.getName());

  @Inject private SearchWords words;

  /** Words that nobody has go. */
  @Schedule(hour = "3", minute = "41", persistent = false)
  public void nightly() {
    try {
      int forgotten = words.forget(Instant.now());
      LOG.log(System.Logger.Level.INFO, "{0} rows of letters of words forgotten", forgotten);
    } catch (RuntimeException failed) {
      // The next night makes up for it; what escapes may end the timer for ever.
      LOG.log(System.Logger.Level.WARNING, "could not forget unused words", failed);
    }
  }
}
