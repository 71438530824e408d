package org.sluice.egress.webhook;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.sluice.egress.AddressRefused;
import org.sluice.egress.EndpointUrl;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.egress.RetryAfter;
import org.sluice.egress.WebhookSignature;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;

/**
 * Posts signed messages to endpoints and waits for the answers.
 *
 * <p>Every connection passes the address guard, no redirect is followed, and of the answer only the
 * status, the wait that it asks for and its beginning count. Thread-safe.
 */
@ApplicationScoped
public class WebhookPost {

  private static final PostLimits SENDING =
      new PostLimits(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(25));
  // The status is known by then: what follows is read only to be shown, and to keep the connection.
  private static final Duration BODY = Duration.ofSeconds(2);
  private static final int GONE = 410;
  private static final int EXCERPT = 80;

  private final Outbound outbound;
  private final Supplier<Set<String>> transports;
  private final Deadlines deadlines;

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

  /**
   * One with transports of its own.
   *
   * @param transports schemes that are allowed at the time of a sending, in lower case
   */
  public WebhookPost(Outbound outbound, Supplier<Set<String>> transports) {
    this.outbound = outbound;
    this.transports = transports;
    this.deadlines = new Deadlines();
  }

  /** Ends what watches over its deadlines; nothing is posted after that. */
  @PreDestroy
  public void stop() {
    if (deadlines != null) {
      deadlines.stop();
    }
  }

  /**
   * Posts one message and waits for the answer, at most 25 seconds.
   *
   * @param id the same in every attempt
   * @param secrets the newest first
   */
  public Attempt send(String url, String id, Instant now, byte[] json, List<String> secrets) {
    Answered answered =
        post(new WebhookMessage(url, id, now, json, secrets), SENDING, new Cancellation());
    return switch (answered.outcome()) {
      case ANSWERED -> verdict(answered);
      case NOT_ALLOWED -> Attempt.failed(answered.kind(), answered.detail());
      default -> Attempt.again(answered.kind(), answered.detail());
    };
  }

  private static Attempt verdict(Answered answered) {
    if (answered.isTaken()) {
      return Attempt.sent(answered.detail());
    }
    if (answered.status() == GONE) {
      return Attempt.gone(answered.detail());
    }
    String excerpt = isRedirect(answered.status()) ? "" : excerpt(answered);
    String said = answered.detail();
    Attempt refused =
        Attempt.again(
            FailureKind.REFUSED_UPSTREAM,
            excerpt.isEmpty() ? said : said.substring(0, said.length() - 1) + ": " + excerpt);
    return answered.retryAfter() == null ? refused : refused.after(answered.retryAfter());
  }

  /** A few printable characters of what the endpoint says, for whoever looks for the reason. */
  private static String excerpt(Answered answered) {
    if (!answered.type().equals("text/plain") && !answered.type().contains("json")) {
      return "";
    }
    String line = answered.text().replaceAll("[^\\x21-\\x7E]+", " ").strip();
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT);
  }

  /**
   * Posts one message and waits for the answer.
   *
   * <p>The connection is kept for the next message to the same host, if the answer is short.
   *
   * @param cancellation ends it at once, whatever it waits for
   * @throws IllegalArgumentException if it cannot be signed
   */
  @SuppressWarnings("try") // The registration is held, not asked.
  public Answered post(WebhookMessage message, PostLimits limits, Cancellation cancellation) {
    URI uri = URI.create(message.url());
    if (!EndpointUrl.isAllowed(uri, transports.get())) {
      return Answered.none(
          Answered.Outcome.NOT_ALLOWED,
          Duration.ZERO,
          FailureKind.REFUSED_UPSTREAM,
          "Plain http is not among the transports that sluice.transports allows.");
    }
    Cancellation ending = new Cancellation();
    OutboundRequest request =
        WebhookSignature.sign(
                new OutboundRequest("POST", uri),
                message.id(),
                message.at(),
                message.json(),
                message.secrets())
            .header("Content-Type", "application/json")
            .header("User-Agent", "Sluice")
            .connectTimeout(limits.connect())
            .idleTimeout(limits.silence())
            .cancelledBy(ending);
    long began = System.nanoTime();
    try (Cancellation.Registration asked =
            cancellation.onCancel(() -> ending.cancel(Cancellation.Cause.REQUESTED));
        Deadlines.Watch deadline = deadlines.watch(ending, limits.whole());
        OutboundAnswer answer = outbound.send(request)) {
      Duration latency = since(began);
      deadline.within(BODY);
      return read(answer, latency);
    } catch (IOException failed) {
      return unanswered(uri.getHost(), failed, ending.cause(), since(began));
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status < 400;
  }

  private static Answered read(OutboundAnswer answer, Duration latency) {
    int status = answer.status();
    String type = AnswerText.type(answer.header("Content-Type").orElse(""));
    String text = AnswerText.read(type, answer.body());
    String said = "The endpoint answered " + status;
    FailureKind kind = status >= 500 ? FailureKind.UPSTREAM_FAILED : FailureKind.REFUSED_UPSTREAM;
    Duration wait = null;
    if (status >= 200 && status < 300) {
      kind = null;
    } else if (status == GONE) {
      said += ": it wants nothing any more";
    } else if (isRedirect(status)) {
      said += ", a redirect; redirects are not followed";
    } else {
      wait =
          RetryAfter.parse(answer.header("Retry-After").orElse(null), Instant.now()).orElse(null);
    }
    return new Answered(
        Answered.Outcome.ANSWERED, status, latency, type, text, kind, said + ".", wait);
  }

  private static Answered unanswered(
      String host, IOException failed, Cancellation.Cause ended, Duration latency) {
    if (failed instanceof AddressRefused) {
      return Answered.none(
          Answered.Outcome.NOT_ALLOWED,
          latency,
          FailureKind.REFUSED_UPSTREAM,
          failed.getMessage() + ".");
    }
    if (ended == Cancellation.Cause.REQUESTED) {
      return Answered.none(
          Answered.Outcome.CANCELLED,
          latency,
          FailureKind.UNAVAILABLE,
          "It was ended before " + host + " answered.");
    }
    if (failed instanceof UnknownHostException) {
      return Answered.none(
          Answered.Outcome.NOT_CONNECTED,
          latency,
          FailureKind.UPSTREAM_FAILED,
          host + " is not known by the resolver.");
    }
    boolean late =
        ended == Cancellation.Cause.DEADLINE
            || failed instanceof SocketTimeoutException
            || failed instanceof InterruptedIOException;
    if (late) {
      return Answered.none(
          failed instanceof ConnectTimeoutException
              ? Answered.Outcome.NOT_CONNECTED
              : Answered.Outcome.TIMED_OUT,
          latency,
          FailureKind.UPSTREAM_TIMEOUT,
          host + " did not answer in time.");
    }
    if (failed instanceof SSLException) {
      return Answered.none(
          Answered.Outcome.NOT_CONNECTED,
          latency,
          FailureKind.UPSTREAM_FAILED,
          host + " cannot be trusted: TLS failed.");
    }
    return Answered.none(
        failed instanceof ConnectException || failed instanceof NoRouteToHostException
            ? Answered.Outcome.NOT_CONNECTED
            : Answered.Outcome.BROKEN_OFF,
        latency,
        FailureKind.UPSTREAM_FAILED,
        host + " cannot be reached (" + failed.getClass().getSimpleName() + ").");
  }
}
