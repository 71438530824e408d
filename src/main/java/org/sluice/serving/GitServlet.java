package org.sluice.serving;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.signin.CallerProducer;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.Problems;

/**
 * Serves {@code /git/{owner}/{name}.git} to Git clients: smart HTTP, read-only.
 *
 * <p>It translates only: an address, who asks, and the header fields of either side. A refusal is
 * plain text, which Git shows to the person who cloned.
 */
@WebServlet(name = "git", urlPatterns = GitAddress.ROOT + "/*")
public class GitServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String UPLOAD_PACK = "git-upload-pack";
  private static final String REQUEST_TYPE = "application/x-git-upload-pack-request";

  private static final Logger LOG = Logger.getLogger(GitServlet.class.getName());

  @Inject private transient CallerProducer callers;
  @Inject private transient ServingService serving;
  @Inject private transient MirrorAnswers answers;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, response);
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    // As Git's own server does: no cache between here and the client keeps any of it.
    response.setHeader("Expires", "Fri, 01 Jan 1980 00:00:00 GMT");
    response.setHeader("Pragma", "no-cache");
    response.setHeader("Cache-Control", "no-cache, max-age=0, must-revalidate");
    try {
      GitAddress address =
          GitAddress.of(request.getPathInfo())
              .orElseThrow(() -> DomainException.notFound("repository"));
      Caller caller = callers.caller();
      RepositoryRecord repository = serving.require(caller, address.owner(), address.name());
      switch (address.part()) {
        case REFS -> list(request, response, caller, repository);
        case UPLOAD_PACK -> upload(request, response, caller, repository);
        case RECEIVE_PACK -> throw readOnly();
        case FILE -> throw dumb();
      }
    } catch (DomainException refused) {
      refuse(response, refused);
    } catch (RuntimeException failed) {
      UUID incident = UUID.randomUUID();
      LOG.log(
          Level.SEVERE, failed, () -> "incident=" + incident + " path=" + request.getPathInfo());
      refuse(
          response,
          new DomainException(
              FailureKind.INTERNAL,
              "internal-error",
              "Something went wrong on our side. Incident " + incident + "."));
    }
  }

  private void list(
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller,
      RepositoryRecord repository)
      throws IOException {
    String service = request.getParameter("service");
    if ("git-receive-pack".equals(service)) {
      throw readOnly();
    }
    if (!UPLOAD_PACK.equals(service)) {
      throw dumb();
    }
    if (!isAllowed("GET", request, response)) {
      return;
    }
    response.setContentType("application/x-git-upload-pack-advertisement");
    tellAge(response, repository);
    answers.list(request, response, caller, repository, serving.folder(repository));
  }

  private void upload(
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller,
      RepositoryRecord repository)
      throws IOException {
    if (!isAllowed("POST", request, response)) {
      return;
    }
    if (!REQUEST_TYPE.equals(request.getContentType())) {
      throw new DomainException(
          FailureKind.UNSUPPORTED, "unsupported-media-type", "A request has to be Git's own.");
    }
    response.setContentType("application/x-git-upload-pack-result");
    tellAge(response, repository);
    answers.upload(request, response, caller, repository, serving.folder(repository));
  }

  /** How old what is served may be: when it was last known to be equal to the upstream. */
  private static void tellAge(HttpServletResponse response, RepositoryRecord repository) {
    Instant synced = repository.lastSyncedAt();
    if (synced != null) {
      response.setHeader("Sluice-Last-Synced", synced.truncatedTo(ChronoUnit.SECONDS).toString());
      long age = Math.max(0, Duration.between(synced, Instant.now()).toSeconds());
      response.setHeader("Age", Long.toString(age));
    }
  }

  private static DomainException readOnly() {
    return DomainException.forbidden(
        "Nothing can be pushed to Sluice: it serves copies. Push to the upstream.");
  }

  private static DomainException dumb() {
    return DomainException.forbidden(
        "Files of a repository are not served; Git speaks the smart protocol since version 1.6.6.");
  }

  private static boolean isAllowed(
      String method, HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean allowed = request.getMethod().equals(method);
    if (!allowed) {
      response.setHeader("Allow", method);
      write(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Not by this method.");
    }
    return allowed;
  }

  private static void refuse(HttpServletResponse response, DomainException refused)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    int status = Problems.status(refused.kind());
    refused
        .retryAfter()
        .ifPresent(
            wait ->
                response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    if (status == HttpServletResponse.SC_UNAUTHORIZED) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Sluice\", charset=\"UTF-8\"");
    }
    write(response, status, refused.getMessage());
  }

  private static void write(HttpServletResponse response, int status, String text)
      throws IOException {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/plain;charset=UTF-8");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
