package org.sluice.mirror.upstream;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.git.SyncFailureKind;
import org.sluice.platform.database.OptionalIdColumn;

/**
 * A host that did not answer of late, or asked to wait.
 *
 * <p>It is made by the first run without an answer, rewritten by those that follow, and deleted by
 * the first answer, since nothing is to be remembered of a host that is well.
 */
@Entity
@Table(name = "upstream_host")
class UpstreamHost {

  private static final int MAX_MESSAGE = 1000;

  @Id private String host;

  @Column(name = "failed_runs")
  private int failedRuns;

  /** Ids, joined by commas. */
  @Column(name = "failed_mirrors")
  private String failedMirrors = "";

  @Column(name = "silent_since")
  private Instant silentSince;

  @Column(name = "opened_at")
  private Instant openedAt;

  private int probes;

  @Column(name = "next_probe_at")
  private Instant nextProbeAt;

  @Column(name = "probe_id")
  @Convert(converter = OptionalIdColumn.class)
  private UUID probe;

  @Column(name = "wait_until")
  private Instant waitUntil;

  private int waits;

  @Column(name = "failure_kind")
  @Enumerated(EnumType.STRING)
  private SyncFailureKind failureKind;

  @Column(name = "failure_message")
  private String failureMessage;

  @Column(name = "failed_at")
  private Instant failedAt;

  protected UpstreamHost() {}

  UpstreamHost(String host, HostHealth health) {
    this.host = host;
    become(health);
  }

  String host() {
    return host;
  }

  HostHealth health() {
    List<UUID> mirrors =
        failedMirrors.isEmpty()
            ? List.of()
            : Arrays.stream(failedMirrors.split(",")).map(UUID::fromString).toList();
    return new HostHealth(
        failedRuns,
        mirrors,
        silentSince,
        openedAt,
        probes,
        nextProbeAt,
        probe,
        waitUntil,
        waits,
        failureKind,
        failureMessage,
        failedAt);
  }

  void become(HostHealth health) {
    failedRuns = health.failedRuns();
    failedMirrors =
        health.failedMirrors().stream().map(UUID::toString).collect(Collectors.joining(","));
    silentSince = health.silentSince();
    openedAt = health.openedAt();
    probes = health.probes();
    nextProbeAt = health.nextProbeAt();
    probe = health.probe();
    waitUntil = health.waitUntil();
    waits = health.waits();
    failureKind = health.failureKind();
    String message = health.failureMessage();
    failureMessage =
        message != null && message.length() > MAX_MESSAGE
            ? message.substring(0, MAX_MESSAGE)
            : message;
    failedAt = health.failedAt();
  }
}
