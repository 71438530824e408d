package org.sluice.inbound;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.forge.hook.HookFormat;
import org.sluice.platform.network.Client;
import org.sluice.rest.Json;
import org.sluice.rest.Problems;

/**
 * Takes the webhooks of forges: {@code POST /hooks/github}, {@code gitlab}, {@code bitbucket},
 * {@code gitea}.
 *
 * <p>It translates only. Nobody has signed in: the signature says who sends. So that what strangers
 * send fills no memory, few large bodies are held at once; so that whoever sends slowly keeps
 * nobody out, small ones have places of their own and a body must come within {@link #LONGEST}.
 */
@WebServlet(name = "hooks", urlPatterns = HookServlet.ROOT + "/*")
public class HookServlet extends HttpServlet {

  /** Where forges send to, below the server. */
  static final String ROOT = "/hooks";

  /** Largest body in bytes; the largest that GitHub sends. */
  static final int MOST_BYTES = 25 << 20;

  private static final long serialVersionUID = 1L;
  private static final int SMALL_BYTES = 256 << 10;
  private static final int LARGE_AT_ONCE = 4;
  private static final int SMALL_AT_ONCE = 128;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final System.Logger LOG = System.getLogger(HookServlet.class.getName());

  private final transient Semaphore large = new Semaphore(LARGE_AT_ONCE);
  private final transient Semaphore small = new Semaphore(SMALL_AT_ONCE);

  @Inject private transient Deliveries deliveries;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    try {
      String name = request.getPathInfo() == null ? "" : request.getPathInfo().substring(1);
      HookFormat format =
          HookFormat.named(name).orElseThrow(() -> DomainException.notFound("webhook address"));
      if (!request.getMethod().equals("POST")) {
        response.setHeader("Allow", "POST");
        response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        return;
      }
      int followed = take(format, request);
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      response.setContentType("application/json");
      response
          .getOutputStream()
          .write(Json.mapper().writeValueAsBytes(Map.of("accepted", followed)));
    } catch (DomainException refused) {
      LOG.log(
          System.Logger.Level.INFO,
          "webhook refused path={0} client={1}: {2} {3}",
          request.getRequestURI(),
          Client.of(request).address(),
          refused.slug(),
          refused.getMessage());
      Problems.send(refused, request.getRequestURI(), response);
    } catch (RuntimeException failed) {
      UUID incident = UUID.randomUUID();
      LOG.log(System.Logger.Level.ERROR, "incident=" + incident + " a webhook failed", failed);
      Problems.send(
          new DomainException(
              FailureKind.INTERNAL,
              "internal-error",
              "Something went wrong on our side. Incident " + incident + "."),
          request.getRequestURI(),
          response);
    }
  }

  private int take(HookFormat format, HttpServletRequest request) throws IOException {
    long announced = request.getContentLengthLong();
    if (announced > MOST_BYTES) {
      throw tooLarge();
    }
    Semaphore places = announced >= 0 && announced <= SMALL_BYTES ? small : large;
    if (!places.tryAcquire()) {
      throw DomainException.retryLater(
          FailureKind.UNAVAILABLE,
          "too-many-hooks",
          "Too many webhooks are being read. Try again soon.",
          Duration.ofSeconds(5));
    }
    try {
      return deliveries.take(format, request::getHeader, body(request.getInputStream()));
    } finally {
      places.release();
    }
  }

  private static byte[] body(InputStream in) throws IOException {
    long started = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (body.size() + count > MOST_BYTES) {
        throw tooLarge();
      }
      if (System.nanoTime() - started > LONGEST.toNanos()) {
        throw new DomainException(
            FailureKind.INVALID, "malformed-hook", "Its body did not come within 30 s.");
      }
      body.write(buffer, 0, count);
    }
    return body.toByteArray();
  }

  private static DomainException tooLarge() {
    return new DomainException(
        FailureKind.TOO_LARGE, "hook-too-large", "A webhook may have 25 MiB.");
  }
}
