package org.sluice.notification.post;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.sluice.egress.AddressRefused;
import org.sluice.egress.EndpointUrl;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.egress.RetryAfter;
import org.sluice.egress.WebhookSignature;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;
import org.sluice.platform.settings.Settings;

/**
 * Posts messages to the endpoints of WEBHOOK channels.
 *
 * <p>Every connection passes the address guard, no redirect is followed, and of the answer only the
 * status and a short excerpt count.
 */
@ApplicationScoped
@Inside
public class WebhookPost {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(15);
  private static final Duration WHOLE = Duration.ofSeconds(25);
  private static final int READ = 512;
  private static final int EXCERPT = 80;

  private final Outbound outbound;
  private final Supplier<Set<String>> transports;
  private final ScheduledExecutorService deadlines;

  /** Only for the container's proxy. */
  protected WebhookPost() {
    outbound = null;
    transports = null;
    deadlines = null;
  }

  @Inject
  WebhookPost(Outbound outbound, Settings settings) {
    this(outbound, settings::transports);
  }

  WebhookPost(Outbound outbound, Supplier<Set<String>> transports) {
    this.outbound = outbound;
    this.transports = transports;
    this.deadlines =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sluice-webhook-deadlines");
              thread.setDaemon(true);
              return thread;
            });
  }

  @PreDestroy
  void stop() {
    if (deadlines != null) {
      deadlines.shutdownNow();
    }
  }

  /**
   * Posts one message and waits for the answer, at most {@link #WHOLE}.
   *
   * @param id the same in every attempt
   * @param secrets the newest first
   */
  public Attempt send(String url, String id, Instant now, byte[] json, List<String> secrets) {
    URI uri = URI.create(url);
    if (!EndpointUrl.isAllowed(uri, transports.get())) {
      return Attempt.failed(
          FailureKind.REFUSED_UPSTREAM,
          "Plain http is not among the transports that sluice.transports allows.");
    }
    Cancellation cancellation = new Cancellation();
    Future<?> deadline =
        deadlines.schedule(
            () -> cancellation.cancel(Cancellation.Cause.DEADLINE),
            WHOLE.toMillis(),
            TimeUnit.MILLISECONDS);
    OutboundRequest request =
        WebhookSignature.sign(new OutboundRequest("POST", uri), id, now, json, secrets)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Sluice")
            .connectTimeout(CONNECT)
            .idleTimeout(IDLE)
            .cancelledBy(cancellation);
    try (OutboundAnswer answer = outbound.send(request)) {
      return read(answer);
    } catch (IOException failed) {
      return unreached(uri, failed);
    } finally {
      deadline.cancel(false);
    }
  }

  private static Attempt read(OutboundAnswer answer) {
    int status = answer.status();
    String said = "The endpoint answered " + status;
    if (status >= 200 && status < 300) {
      return Attempt.sent(said + ".");
    }
    if (status == 410) {
      return Attempt.gone(said + ": it wants nothing any more.");
    }
    if (status >= 300 && status < 400) {
      return Attempt.again(
          FailureKind.REFUSED_UPSTREAM, said + ", a redirect; redirects are not followed.");
    }
    String excerpt = excerpt(answer);
    Attempt refused =
        Attempt.again(
            FailureKind.REFUSED_UPSTREAM, said + (excerpt.isEmpty() ? "." : ": " + excerpt));
    return RetryAfter.parse(answer.header("Retry-After").orElse(null), Instant.now())
        .map(refused::after)
        .orElse(refused);
  }

  /** A few printable characters of what the endpoint says, for whoever looks for the reason. */
  private static String excerpt(OutboundAnswer answer) {
    String type = answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("text/plain") && !type.contains("json")) {
      return "";
    }
    try {
      String text = new String(answer.body().readNBytes(READ), StandardCharsets.UTF_8);
      String line = text.replaceAll("[^\\x21-\\x7E]+", " ").strip();
      return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT);
    } catch (IOException cutOff) {
      return "";
    }
  }

  private static Attempt unreached(URI uri, IOException failed) {
    String host = uri.getHost();
    if (failed instanceof AddressRefused) {
      return Attempt.failed(FailureKind.REFUSED_UPSTREAM, failed.getMessage() + ".");
    }
    if (failed instanceof UnknownHostException) {
      return Attempt.again(FailureKind.UPSTREAM_FAILED, host + " is not known by the resolver.");
    }
    if (failed instanceof SocketTimeoutException || failed instanceof InterruptedIOException) {
      return Attempt.again(FailureKind.UPSTREAM_TIMEOUT, host + " did not answer in time.");
    }
    if (failed instanceof SSLException) {
      return Attempt.again(FailureKind.UPSTREAM_FAILED, host + " cannot be trusted: TLS failed.");
    }
    return Attempt.again(
        FailureKind.UPSTREAM_FAILED,
        host + " cannot be reached (" + failed.getClass().getSimpleName() + ").");
  }
}
