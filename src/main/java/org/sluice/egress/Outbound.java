package org.sluice.egress;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.sluice.egress.ssh.SshConnection;
import org.sluice.egress.ssh.SshConnector;
import org.sluice.egress.ssh.SshRefused;
import org.sluice.egress.ssh.SshRequest;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;

/**
 * The way out: one pooled HTTP client and one SSH client, every connection of which passes the
 * {@link AddressGuard}.
 *
 * <p>The guard is the client's resolver, so the address that is decided on is the address that is
 * connected to, for names and for literals. The client by itself follows no redirect, keeps no
 * cookie or login, and knows no proxy. Thread-safe.
 */
@ApplicationScoped
public class Outbound implements AutoCloseable {

  // As many as there can be running items, and some for everything else.
  private static final int CONNECTIONS_PER_HOST = 64;
  private static final int CONNECTIONS = 256;
  private static final int HEADER_FIELDS = 200;
  private static final int HEADER_LINE = 16 * 1024;

  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;
  private final SshConnector ssh = new SshConnector();
  private final Supplier<List<String>> allow;
  private final Names names;
  private final ScheduledThreadPoolExecutor idle;
  private volatile Allowed allowed = new Allowed(List.of(), AddressGuard.allowing(List.of()));

  /** Only for the container's proxy. */
  protected Outbound() {
    connections = null;
    client = null;
    allow = null;
    names = null;
    idle = null;
  }

  /** A way out that allows what the settings name. */
  @Inject
  public Outbound(Settings settings) {
    this(settings::egressAllow, settings.egressCa().orElse(null), InetAddress::getAllByName);
  }

  private Outbound(Supplier<List<String>> allow, Path authorities, Names names) {
    this.allow = allow;
    this.names = names;
    this.connections = connections(new GuardedResolver(), authorities);
    this.client = client(connections);
    this.idle = new ScheduledThreadPoolExecutor(1, Outbound::daemon);
    idle.setRemoveOnCancelPolicy(true);
    // Its thread is there only while something is sent.
    idle.setKeepAliveTime(10, TimeUnit.SECONDS);
    idle.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable watch) {
    Thread thread = new Thread(watch, "sluice-outbound-idle");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A way out with a fixed allow list.
   *
   * @param entries as in {@code sluice.egress.allow}
   */
  public static Outbound allowing(List<String> entries) {
    return allowing(entries, null);
  }

  /**
   * A way out with a fixed allow list that trusts more authorities than the JDK.
   *
   * @param entries as in {@code sluice.egress.allow}
   * @param authorities as in {@code sluice.egress.ca}; null for none
   */
  public static Outbound allowing(List<String> entries, Path authorities) {
    return allowing(entries, authorities, InetAddress::getAllByName);
  }

  /**
   * A way out with a fixed allow list that looks hosts up elsewhere than in the system.
   *
   * @param entries as in {@code sluice.egress.allow}
   * @param authorities as in {@code sluice.egress.ca}; null for none
   */
  public static Outbound allowing(List<String> entries, Path authorities, Names names) {
    List<String> fixed = List.copyOf(entries);
    return new Outbound(() -> fixed, authorities, names);
  }

  private static PoolingHttpClientConnectionManager connections(
      DnsResolver resolver, Path authorities) {
    Http1Config bounds =
        Http1Config.custom().setMaxHeaderCount(HEADER_FIELDS).setMaxLineLength(HEADER_LINE).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver)
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(Authorities.context(authorities)))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                .setTimeToLive(TimeValue.ofMinutes(5))
                .build())
        .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
        .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
        .setMaxConnTotal(CONNECTIONS)
        .build();
  }

  /**
   * Makes an SSH connection and signs in on it.
   *
   * @return must be closed
   * @throws AddressRefused if the guard lets no address of the host through
   * @throws SshRefused if the server's key is not trusted, or the server does not let in
   * @throws IOException if it fails or is cancelled; a {@link java.net.SocketTimeoutException}
   *     after too long a silence
   */
  public SshConnection connect(SshRequest asked) throws IOException {
    List<InetAddress> addresses = resolve(asked.host());
    for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
      try {
        return ssh.connect(asked, address);
      } catch (ConnectException | NoRouteToHostException | SocketTimeoutException next) {
        // The host has another address.
      }
    }
    return ssh.connect(asked, addresses.get(addresses.size() - 1));
  }

  private static CloseableHttpClient client(PoolingHttpClientConnectionManager connections) {
    return HttpClients.custom()
        .setConnectionManager(connections)
        .evictIdleConnections(TimeValue.ofSeconds(20))
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent()
        .build();
  }

  /**
   * Sends a request and waits for the head of the answer, whatever its status is.
   *
   * <p>A server may close a kept connection at the very moment that the next request goes out on it
   * (RFC 9112, section 9.3.1). A request that may be repeated then goes out once more, on a
   * connection of its own.
   *
   * @return must be closed
   * @throws AddressRefused if the guard lets no address of the host through
   * @throws IOException if the exchange fails or is cancelled; a {@link
   *     java.net.SocketTimeoutException} after too long a silence
   */
  public OutboundAnswer send(OutboundRequest asked) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    try {
      return send(asked, context);
    } catch (NoHttpResponseException | SocketException closed) {
      EndpointDetails connection = context.getEndpointDetails();
      boolean kept = connection != null && connection.getRequestCount() > 1;
      if (!kept || !asked.isRepeatable() || asked.cancellation().isCancelled()) {
        throw closed;
      }
      // The others that were kept as long are as likely to be closed.
      connections.closeIdle(TimeValue.ofSeconds(1));
      return send(asked, HttpClientContext.create());
    }
  }

  private OutboundAnswer send(OutboundRequest asked, HttpClientContext context) throws IOException {
    if (asked.cancellation().isCancelled()) {
      throw new InterruptedIOException("cancelled");
    }
    HttpUriRequestBase request = new HttpUriRequestBase(asked.method(), asked.uri());
    String scheme = Optional.ofNullable(asked.uri().getScheme()).orElse("");
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw new IOException("only http and https go out, not " + scheme);
    }
    asked.headers().forEach(header -> request.addHeader(header.name(), header.value()));
    request.setConfig(config(asked));
    if (asked.body() != null) {
      request.setEntity(new ByteArrayEntity(asked.body(), null));
    }
    StreamedEntity streamed = null;
    if (asked.streamed() != null) {
      streamed = new StreamedEntity(asked.streamed(), asked.idleTimeout(), request::cancel, idle);
      request.setEntity(streamed);
    }
    Cancellation.Registration registration = asked.cancellation().onCancel(() -> request.cancel());
    OutboundAnswer answer = null;
    try {
      // Without the host given, the client would read a user from the URI.
      HttpHost host =
          new HttpHost(
              scheme.toLowerCase(Locale.ROOT),
              withoutBrackets(asked.uri().getHost()),
              asked.uri().getPort());
      ClassicHttpResponse response = client.executeOpen(host, request, context);
      answer = new OutboundAnswer(request, response, registration);
      return answer;
    } catch (IOException | IllegalStateException ended) {
      if (streamed != null && streamed.isStalled()) {
        throw new SocketTimeoutException("the other side took no bytes");
      }
      // The client finds its connection gone where it did not look for a cancel.
      if (ended instanceof IllegalStateException && asked.cancellation().isCancelled()) {
        throw new InterruptedIOException("cancelled");
      }
      throw ended;
    } finally {
      if (answer == null) {
        registration.close();
      }
    }
  }

  @SuppressWarnings("deprecation") // Per request only here; the connection's own is for all.
  private static RequestConfig config(OutboundRequest asked) {
    return RequestConfig.custom()
        .setConnectTimeout(timeout(asked.connectTimeout()))
        .setConnectionRequestTimeout(timeout(asked.idleTimeout()))
        .setResponseTimeout(timeout(asked.idleTimeout()))
        .setHardCancellationEnabled(true)
        .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
  }

  private static String withoutBrackets(String host) throws IOException {
    if (host == null || host.isEmpty()) {
      throw new UnknownHostException("the address names no host");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /**
   * The addresses of a host that may be connected to.
   *
   * @param host a name, or an address without brackets
   * @return at least one
   * @throws AddressRefused if all are refused
   * @throws UnknownHostException if there are none
   */
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    Optional<String> spelling = AddressGuard.refusedSpelling(host);
    if (spelling.isPresent()) {
      throw new AddressRefused(host, spelling.get());
    }
    AddressGuard guard = guard();
    List<InetAddress> passed = new ArrayList<>();
    String refused = null;
    for (InetAddress address : names.addresses(host)) {
      Optional<String> refusal = guard.refusal(host, address);
      if (refusal.isEmpty()) {
        passed.add(address);
      } else if (refused == null) {
        refused = refusal.get();
      }
    }
    if (passed.isEmpty()) {
      throw new AddressRefused(host, refused);
    }
    return passed;
  }

  private AddressGuard guard() {
    List<String> entries = allow.get();
    Allowed known = allowed;
    if (!known.entries.equals(entries)) {
      known = new Allowed(entries, AddressGuard.allowing(entries));
      allowed = known;
    }
    return known.guard;
  }

  /** Closes every connection. */
  @PreDestroy
  @Override
  public void close() {
    if (client != null) {
      idle.shutdownNow();
      client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }
    ssh.close();
  }

  private record Allowed(List<String> entries, AddressGuard guard) {}

  private final class GuardedResolver implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return Outbound.this.resolve(host).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
