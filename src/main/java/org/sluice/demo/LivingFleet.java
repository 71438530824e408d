package org.sluice.demo;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.NewRepository;
import org.sluice.git.sample.SampleFleet;
import org.sluice.git.sample.SampleServer;
import org.sluice.git.sample.SampleUpstream;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Visibility;
import org.sluice.identity.namespace.NewNamespace;
import org.sluice.platform.Executors;
import org.sluice.platform.SluiceHome;
import org.sluice.platform.settings.Settings;

/**
 * Makes the sample upstreams, serves them, adds them to the fleet, and lets them grow.
 *
 * <p>It works beside the start, so that the server is ready before the samples are; what is there
 * already from an earlier start is left as it is.
 */
@Singleton
@Startup
@DependsOn("FirstAdministrator")
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LivingFleet {

  private static final Logger LOG = Logger.getLogger(LivingFleet.class.getName());

  /** So often do the samples ask to be synced: as often as an installation allows. */
  private static final String INTERVAL = "PT1M";

  @Inject private Settings settings;
  @Inject private FleetService fleet;
  @Inject private NamespaceService namespaces;
  @Inject private Executors executors;

  private volatile SampleFleet samples;
  private volatile SampleServer server;

  @PostConstruct
  void begin() {
    if (settings.demo()) {
      executors.housekeeping().execute(this::serve);
    }
  }

  private void serve() {
    try {
      SampleFleet made = new SampleFleet(SluiceHome.folder("demo"));
      made.generate();
      server = new SampleServer(made, settings.demoPort());
      samples = made;
      for (SampleUpstream upstream : server.upstreams()) {
        add(upstream);
      }
      LOG.info("the sample fleet is served on 127.0.0.1:" + server.port());
    } catch (IOException | RuntimeException failure) {
      LOG.log(
          Level.WARNING,
          "the sample fleet cannot be served; is another one using sluice.demo.port?",
          failure);
    }
  }

  private void add(SampleUpstream upstream) {
    int slash = upstream.name().indexOf('/');
    String owner = upstream.name().substring(0, slash);
    unlessThere(
        () -> namespaces.create(Caller.sluice(), new NewNamespace(owner, "Part of the samples")));
    unlessThere(
        () ->
            fleet.add(
                Caller.sluice(),
                new NewRepository(
                    owner,
                    upstream.name().substring(slash + 1),
                    upstream.url(),
                    true,
                    null,
                    upstream.description(),
                    Visibility.INTERNAL,
                    null,
                    null,
                    null,
                    INTERVAL,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Set.of("sample"))));
  }

  private static void unlessThere(Runnable creation) {
    try {
      creation.run();
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.CONFLICT) {
        throw refused;
      }
    }
  }

  /** Lets commits arrive at some of the upstreams. */
  @Schedule(hour = "*", minute = "*", second = "*/20", persistent = false)
  public void grow() {
    SampleFleet growing = samples;
    if (growing != null) {
      try {
        growing.grow(Instant.now());
      } catch (IOException | RuntimeException failure) {
        LOG.log(Level.WARNING, "a sample could not grow", failure);
      }
    }
  }

  @PreDestroy
  void end() {
    samples = null;
    SampleServer running = server;
    if (running != null) {
      running.close();
    }
  }
}
