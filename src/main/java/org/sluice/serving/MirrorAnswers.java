package org.sluice.serving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.care.MirrorCare;
import org.sluice.git.serve.Exchange;
import org.sluice.git.serve.Gate;
import org.sluice.git.serve.RequestBody;
import org.sluice.git.serve.ServedMirror;
import org.sluice.identity.Caller;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RepositoryRecord;

/** Answers from a mirror: takes a place, watches the client, and notes how it ended. */
@ApplicationScoped
public class MirrorAnswers {

  private static final Logger LOG = Logger.getLogger(MirrorAnswers.class.getName());
  private static final int BUFFER = 64 << 10;
  private static final Duration AGAIN = Duration.ofSeconds(10);

  @Inject private ServingPlaces places;
  @Inject private ClientWatch watch;
  @Inject private ServingMetrics metrics;
  @Inject private Settings settings;
  @Inject private MirrorCare care;

  /** What is asked of an open mirror. */
  @FunctionalInterface
  private interface Question {
    Exchange ask(ServedMirror mirror, WatchedClient client, OutputStream out, Gate gate)
        throws IOException;
  }

  /**
   * Answers the request for the refs.
   *
   * @throws DomainException if it cannot be answered; nothing was answered then
   */
  void list(
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller,
      RepositoryRecord repository,
      Path folder) {
    String protocol = request.getHeader("Git-Protocol");
    answer(
        new Visit(request, response, caller, repository, folder),
        (mirror, client, out, gate) -> {
          mirror.list(protocol, out);
          return new Exchange(Exchange.Kind.LISTING, 0, null);
        });
  }

  /**
   * Answers a request for objects, or for refs by the protocol's second version.
   *
   * @throws DomainException if it cannot be answered; nothing was answered then
   */
  void upload(
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller,
      RepositoryRecord repository,
      Path folder) {
    String protocol = request.getHeader("Git-Protocol");
    String encoding = request.getHeader("Content-Encoding");
    answer(
        new Visit(request, response, caller, repository, folder),
        (mirror, client, out, gate) -> {
          RequestBody body = RequestBody.of(client.reading(request.getInputStream()), encoding);
          return mirror.answer(protocol, body, out, gate);
        });
  }

  private record Visit(
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller,
      RepositoryRecord repository,
      Path folder) {

    /** By whom places are counted: an account, or an address where there is none. */
    String account() {
      return caller.userId() == null ? request.getRemoteAddr() : caller.userId().toString();
    }
  }

  /** The way to the objects: a place among those who get packs. */
  private final class PackGate implements Gate, AutoCloseable {

    private final String account;
    private ServingPlaces.Place place = () -> {};

    PackGate(String account) {
      this.account = account;
    }

    @Override
    public void pass() {
      place = places.pack(account);
    }

    @Override
    public void close() {
      place.close();
    }
  }

  @SuppressWarnings("try") // The place is held, not asked.
  private void answer(Visit visit, Question question) {
    long began = System.nanoTime();
    Exchange exchange = null;
    ServingOutcome outcome = ServingOutcome.FAILED;
    WatchedClient client = watch.watch(settings.servingIdleTimeout(), settings.servingDeadline());
    try (client;
        ServingPlaces.Place place = places.request(visit.account());
        PackGate gate = new PackGate(visit.account());
        ServedMirror mirror = ServedMirror.open(visit.folder())) {
      mirror.headCommit().ifPresent(id -> visit.response().setHeader("Sluice-Commit", id));
      OutputStream out =
          new BufferedOutputStream(client.writing(visit.response().getOutputStream()), BUFFER);
      exchange = question.ask(mirror, client, out, gate);
      out.flush();
      outcome = exchange.refusal() == null ? ServingOutcome.SERVED : ServingOutcome.REFUSED;
    } catch (DomainException refused) {
      boolean busy = refused.kind() == FailureKind.UNAVAILABLE;
      outcome = busy ? ServingOutcome.BUSY : ServingOutcome.REFUSED;
      throw refused;
    } catch (IOException | RuntimeException failed) {
      outcome = outcome(client);
      if (outcome == ServingOutcome.FAILED) {
        LOG.log(Level.WARNING, failed, () -> "repository=" + visit.repository().fullName());
        care.suspect(visit.repository().id());
      }
      if (!visit.response().isCommitted()) {
        throw unanswered(outcome, visit.repository());
      }
      // What was begun ends here; a pack without its end is no pack to any client.
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      metrics.ended(label(exchange), outcome, client.sent(), took);
      log(visit, exchange, outcome, client.sent(), took);
    }
  }

  private static ServingOutcome outcome(WatchedClient client) {
    if (client.isStalled()) {
      return ServingOutcome.STALLED;
    }
    return client.isGone() ? ServingOutcome.GONE : ServingOutcome.FAILED;
  }

  private static DomainException unanswered(ServingOutcome outcome, RepositoryRecord repository) {
    boolean failed = outcome == ServingOutcome.FAILED;
    return DomainException.retryLater(
        FailureKind.UNAVAILABLE,
        failed ? "mirror-unreadable" : "request-too-slow",
        failed
            ? "The mirror of " + repository.fullName() + " cannot be read now."
            : "The request took too long.",
        AGAIN);
  }

  private static String label(Exchange exchange) {
    return exchange == null ? "unknown" : exchange.kind().name().toLowerCase(Locale.ROOT);
  }

  private static void log(
      Visit visit, Exchange exchange, ServingOutcome outcome, long sent, Duration took) {
    boolean worthTelling =
        outcome != ServingOutcome.SERVED || exchange.kind() != Exchange.Kind.LISTING;
    String refusal = exchange == null ? null : exchange.refusal();
    LOG.log(
        worthTelling ? Level.INFO : Level.FINE,
        () ->
            "repository="
                + visit.repository().fullName()
                + " caller="
                + visit.caller().username()
                + " from="
                + visit.request().getRemoteAddr()
                + " kind="
                + label(exchange)
                + " outcome="
                + outcome.label()
                + " objects="
                + (exchange == null ? 0 : exchange.objects())
                + " bytes="
                + sent
                + " ms="
                + took.toMillis()
                + (refusal == null ? "" : " refusal=\"" + refusal + "\""));
  }
}
