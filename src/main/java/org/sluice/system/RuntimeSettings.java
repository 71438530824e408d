package org.sluice.system;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.platform.settings.Settings;

/** Hands changed settings to those who read them: at the start, and what other nodes change. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RuntimeSettings {

  private static final Logger LOG = Logger.getLogger(RuntimeSettings.class.getName());

  @Inject private SettingStore store;
  @Inject private Settings settings;

  /** Reads them. */
  @PostConstruct
  public void read() {
    settings.change(store.all());
  }

  /** Reads them again. */
  @Schedule(hour = "*", minute = "*", second = "7/15", persistent = false)
  public void readAgain() {
    try {
      read();
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "could not read changed settings; those known stay", failed);
    }
  }
}
