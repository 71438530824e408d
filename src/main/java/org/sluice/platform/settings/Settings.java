package org.sluice.platform.settings;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.sluice.platform.Executors;

/**
 * The settings of this installation: what administrators have changed at run time, else what its
 * environment and {@code sluice.properties} give.
 *
 * <p>Values are read at each call, so a node needs no restart where one changes. The room that
 * stores the changes hands them in.
 */
@ApplicationScoped
public class Settings {

  private final Config config = ConfigProvider.getConfig();
  private volatile Map<String, String> changed = Map.of();

  /** Takes in what administrators have changed, by key; what is not in it is as started. */
  public void change(Map<String, String> byKey) {
    changed = Map.copyOf(byKey);
  }

  /** These settings without one change: what they are once it is given back. */
  public Settings without(String key) {
    Map<String, String> others = new HashMap<>(changed);
    others.remove(key);
    Settings left = new Settings();
    left.change(others);
    return left;
  }

  /** Port that {@code mvn -Prun} listens on; only used to print addresses. */
  public int httpPort() {
    return config.getOptionalValue("sluice.http.port", Integer.class).orElse(8080);
  }

  /** Password of the first administrator, if it is given rather than generated. */
  public Optional<String> adminPassword() {
    return text("sluice.admin.password");
  }

  /** Base64 of the 32 byte master key, if it is given rather than kept in the home. */
  public Optional<String> masterKey() {
    return text("sluice.master.key");
  }

  /** Whether the living sample fleet is on. */
  public boolean demo() {
    return flag("sluice.demo", false);
  }

  /** Whether this is an installation of people who work on Sluice, who are shown its parts. */
  public boolean development() {
    return flag("sluice.development", false);
  }

  /** Pauses before a message to a subscriber is tried again; the last one from then on. */
  public List<Duration> deliveryRetryDelays() {
    return list("sluice.delivery.retry-delays", "PT5S,PT30S,PT2M,PT10M,PT1H").stream()
        .map(Duration::parse)
        .toList();
  }

  /** How long nothing is sent to a subscriber that could not be reached several times in a row. */
  public Duration deliveryBreakerOpen() {
    return duration("sluice.delivery.breaker-open", "PT30M");
  }

  /** How often a configuration source is followed that says nothing else. */
  public Duration configRefreshInterval() {
    return duration("sluice.config.refresh-interval", "PT30S");
  }

  /** How long a forced refresh of a configuration source is waited for. */
  public Duration configRefreshWait() {
    return duration("sluice.config.refresh-wait", "PT60S");
  }

  /** Memory for what was computed from configuration files. */
  public long configCacheSize() {
    return text("sluice.config.cache-size").map(ByteSize::parse).orElse(64L << 20);
  }

  /** Port of the sample fleet's own server on 127.0.0.1. */
  public int demoPort() {
    return number("sluice.demo.port", 8087);
  }

  /** CIDRs of the reverse proxies that are believed what they say of their clients. */
  public List<String> proxies() {
    return list("sluice.proxies", "");
  }

  /** Whether {@code /metrics} asks for an account. */
  public boolean metricsProtected() {
    return flag("sluice.metrics.protected", false);
  }

  /** Schemes that outbound Git may use, in lower case; the demo needs plain http. */
  public Set<String> transports() {
    Set<String> schemes = new LinkedHashSet<>(list("sluice.transports", "https,ssh"));
    if (demo()) {
      schemes.add("http");
    }
    return schemes;
  }

  /** CIDRs and host globs that the address guard lets through; the demo lives on 127.0.0.1. */
  public List<String> egressAllow() {
    Set<String> allowed = new LinkedHashSet<>(list("sluice.egress.allow", ""));
    if (demo()) {
      allowed.add("127.0.0.1/32");
    }
    return List.copyOf(allowed);
  }

  /** File of certificates of more authorities that TLS servers are trusted by, if there is one. */
  public Optional<Path> egressCa() {
    return text("sluice.egress.ca").map(Path::of);
  }

  /** Whether an SSH host that nobody has seen before is trusted by the key that it shows first. */
  public boolean sshAcceptsFirstKey() {
    String rule = text("sluice.ssh.first-key").orElse("ask");
    if (!rule.equals("ask") && !rule.equals("accept")) {
      throw new IllegalStateException("sluice.ssh.first-key must be ask or accept");
    }
    return rule.equals("accept");
  }

  /** Whether the timer syncs mirrors. */
  public boolean mirrorEnabled() {
    return flag("sluice.mirror.enabled", true);
  }

  /** Time between two syncs of a mirror that names none itself. */
  public Duration mirrorSyncInterval() {
    return duration("sluice.mirror.sync-interval", "PT1H");
  }

  /** Whether the timer looks at pull requests. */
  public boolean refreshEnabled() {
    return flag("sluice.refresh.enabled", true);
  }

  /** Time between two looks at the pull requests of a repository that names none itself. */
  public Duration refreshInterval() {
    return duration("sluice.refresh.interval", "PT5M");
  }

  /** Longest silence of a forge that was asked. */
  public Duration forgeIdleTimeout() {
    return duration("sluice.forge.idle-timeout", "PT30S");
  }

  /** Waits before a forge that failed is asked for the same again. */
  public List<Duration> forgeRetryDelays() {
    return list("sluice.forge.retry-delays", "PT1S,PT4S").stream().map(Duration::parse).toList();
  }

  /** How long pull requests are kept that were merged or closed. */
  public Duration refreshKeptFor() {
    return duration("sluice.refresh.kept-for", "P30D");
  }

  /** Waits between the attempts of one run, where trying again may help. */
  public List<Duration> mirrorRetryDelays() {
    return list("sluice.mirror.retry-delays", "PT1S,PT4S,PT16S").stream()
        .map(Duration::parse)
        .toList();
  }

  /** Time after which a host that does not answer is first tried again. */
  public Duration mirrorProbeDelay() {
    return duration("sluice.mirror.probe-delay", "PT30S");
  }

  /** Shortest interval that a mirror may ask for. */
  public Duration mirrorMinInterval() {
    return duration("sluice.mirror.min-interval", "PT60S");
  }

  /** Total time that one sync may take. */
  public Duration mirrorDeadline() {
    return duration("sluice.mirror.deadline", "PT10M");
  }

  /** Total time that a first clone may take. */
  public Duration mirrorFirstDeadline() {
    return duration("sluice.mirror.first-deadline", "PT60M");
  }

  /** How long the tips of overwritten and deleted refs are kept. */
  public Duration mirrorKeptFor() {
    return duration("sluice.mirror.kept-for", "P30D");
  }

  /** Longest silence on a connection to an upstream. */
  public Duration mirrorIdleTimeout() {
    return duration("sluice.mirror.idle-timeout", "PT60S");
  }

  /** Room on the mirrors' disk that no sync may use. */
  public DiskReserve mirrorDiskReserve() {
    return text("sluice.mirror.disk-reserve").map(DiskReserve::parse).orElse(DiskReserve.DEFAULT);
  }

  /** Most bytes of a mirror that names no limit itself; {@link Long#MAX_VALUE} for no limit. */
  public long mirrorSizeLimit() {
    return text("sluice.mirror.size-limit").map(ByteSize::parse).orElse(Long.MAX_VALUE);
  }

  /**
   * Most bytes of an object that a mirror receives and that is held in memory whole, as all are but
   * files that are no deltas; an eighth of the heap unless somebody says otherwise.
   */
  public long mirrorObjectLimit() {
    return text("sluice.mirror.object-limit")
        .map(ByteSize::parse)
        .orElseGet(() -> Runtime.getRuntime().maxMemory() / 8);
  }

  /** Time between two checks of a mirror's files. */
  public Duration mirrorCheckInterval() {
    return duration("sluice.mirror.check-interval", "P7D");
  }

  /** Items that run at once on this node, between 1 and {@link Executors#JOBS_CEILING}. */
  public int jobConcurrency() {
    int cores = Runtime.getRuntime().availableProcessors();
    int wanted = number("sluice.jobs.concurrency", Math.max(4, 2 * cores));
    return Math.max(1, Math.min(Executors.JOBS_CEILING, wanted));
  }

  /** Items that run at once against one upstream host. */
  public int jobsPerHost() {
    int concurrency = jobConcurrency();
    int wanted = number("sluice.jobs.per-host", Math.max(2, concurrency / 2));
    return Math.max(1, Math.min(concurrency, wanted));
  }

  /** How long ended jobs are kept. */
  public Duration jobRetention() {
    return duration("sluice.jobs.retention", "P30D");
  }

  /** Packs that are put together for clients at once on this node. */
  public int servingConcurrency() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.max(1, number("sluice.serving.concurrency", Math.max(4, 2 * cores)));
  }

  /** Longest time that a client that clones may neither send nor take anything. */
  public Duration servingIdleTimeout() {
    return duration("sluice.serving.idle-timeout", "PT60S");
  }

  /** Total time that one request of a client that clones may take. */
  public Duration servingDeadline() {
    return duration("sluice.serving.deadline", "PT60M");
  }

  /** Whether public repositories can be cloned without an account. */
  public boolean servingAnonymous() {
    return flag("sluice.serving.anonymous", false);
  }

  /** How long notices are kept. */
  public Duration noticeRetention() {
    return duration("sluice.notifications.retention", "P90D");
  }

  /** The host that takes mail; empty if no mail is sent. */
  public Optional<MailHost> mailHost() {
    return text("sluice.mail.host").map(this::mailHost);
  }

  private MailHost mailHost(String host) {
    MailHost.Tls tls =
        MailHost.Tls.valueOf(text("sluice.mail.tls").orElse("starttls").toUpperCase(Locale.ROOT));
    return new MailHost(
        host,
        number("sluice.mail.port", tls.usualPort()),
        text("sluice.mail.user").orElse(null),
        text("sluice.mail.password").orElse(null),
        text("sluice.mail.from").orElse("sluice@localhost"),
        tls);
  }

  /** Address under which people reach this installation, without a slash at its end. */
  public Optional<String> publicUrl() {
    return text("sluice.public-url").map(url -> url.replaceAll("/+$", ""));
  }

  private Optional<String> text(String key) {
    return value(key, String.class).filter(value -> !value.isBlank());
  }

  private boolean flag(String key, boolean otherwise) {
    return value(key, Boolean.class).orElse(otherwise);
  }

  private int number(String key, int otherwise) {
    return value(key, Integer.class).orElse(otherwise);
  }

  private <T> Optional<T> value(String key, Class<T> type) {
    String here = changed.get(key);
    return here == null
        ? config.getOptionalValue(key, type)
        : config.getConverter(type).map(converter -> converter.convert(here));
  }

  private Duration duration(String key, String otherwise) {
    return Duration.parse(text(key).orElse(otherwise));
  }

  private List<String> list(String key, String otherwise) {
    return List.of(text(key).orElse(otherwise).split(",")).stream()
        .map(String::trim)
        .filter(value -> !value.isEmpty())
        .toList();
  }
}
