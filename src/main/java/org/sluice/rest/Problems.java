package org.sluice.rest;

import jakarta.ejb.EJBAccessException;
import jakarta.ejb.EJBException;
import jakarta.persistence.OptimisticLockException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * Turns whatever ends a request into a problem.
 *
 * <p>Refusals keep their detail; anything unexpected is logged under an incident id and answered
 * with that id alone.
 */
@Provider
public class Problems implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(Problems.class.getName());

  private static final int MAX_PATH = 500;

  @Context private UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof DomainException refused) {
      return of(refused, path());
    }
    if (cause instanceof WebApplicationException web) {
      return of(web);
    }
    if (cause instanceof EJBAccessException) {
      return of(DomainException.forbidden("You may not do this."), path());
    }
    if (cause instanceof OptimisticLockException) {
      return of(DomainException.changedMeanwhile(), path());
    }
    return incident(cause);
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof EJBException
            || cause instanceof jakarta.transaction.RollbackException
            || cause instanceof jakarta.ws.rs.ProcessingException
            || cause.getClass().getName().endsWith("ReaderException"))) {
      cause = cause.getCause();
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof DomainException || each instanceof OptimisticLockException) {
        return each;
      }
    }
    return cause;
  }

  private Response incident(Throwable cause) {
    UUID incident = UUID.randomUUID();
    LOG.log(Level.SEVERE, cause, () -> "incident=" + incident + " path=" + path());
    return answer(
            new Problem(
                "/problems/internal-error",
                "Internal Server Error",
                500,
                "Something went wrong on our side. Incident " + incident + ".",
                path(),
                List.of()))
        .build();
  }

  private Response of(WebApplicationException web) {
    Response given = web.getResponse();
    int status = given.getStatus();
    if (status < 400) {
      return given;
    }
    if (status >= 500 && status != 503) {
      return incident(web);
    }
    Status known = Status.fromStatusCode(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    String slug = title.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", "-");
    Response.ResponseBuilder answer =
        answer(
            new Problem(
                "/problems/" + slug, title, status, detail(status, title), path(), List.of()));
    for (String header : List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER)) {
      if (given.getHeaderString(header) != null) {
        answer.header(header, given.getHeaderString(header));
      }
    }
    return answer.build();
  }

  private static String detail(int status, String title) {
    return switch (status) {
      case 400 -> "The request cannot be read.";
      case 404 -> "There is nothing at this address.";
      case 405 -> "This address does not take that method.";
      case 406 -> "The answer is not to be had in the media type that was asked for.";
      case 415 -> "The body's media type is not understood here.";
      default -> title + ".";
    };
  }

  private String path() {
    return shortened(uri.getRequestUri().getRawPath());
  }

  /**
   * The problem answer of a refusal.
   *
   * @param refused what was refused
   * @param instance path of the request
   */
  public static Response of(DomainException refused, String instance) {
    int status = status(refused.kind());
    String title = title(status);
    Response.ResponseBuilder answer =
        answer(
            new Problem(
                "/problems/" + refused.slug(),
                title,
                status,
                refused.getMessage(),
                instance,
                refused.errors()));
    refused
        .inTheWay()
        .ifPresent(path -> answer.header(HttpHeaders.LOCATION, RestApplication.BASE + path));
    refused
        .retryAfter()
        .ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
    if (status == 401) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Sluice\", charset=\"UTF-8\"");
    }
    return answer.build();
  }

  /**
   * Answers a request that did not reach a resource with the same problem as if it had.
   *
   * @param path path of the request
   */
  public static void send(DomainException refused, String path, HttpServletResponse to)
      throws IOException {
    try (Response problem = of(refused, shortened(path))) {
      to.setStatus(problem.getStatus());
      problem
          .getStringHeaders()
          .forEach((name, values) -> values.forEach(value -> to.addHeader(name, value)));
      to.setContentType(Problem.MEDIA_TYPE);
      to.getOutputStream().write(Json.mapper().writeValueAsBytes(problem.getEntity()));
      to.flushBuffer();
    }
  }

  private static String shortened(String path) {
    return path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path;
  }

  private static String title(int status) {
    return status == 422
        ? "Unprocessable Content"
        : Status.fromStatusCode(status).getReasonPhrase();
  }

  /** The HTTP status of a kind of refusal. */
  public static int status(FailureKind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case STALE -> 412;
      case TOO_LARGE -> 413;
      case UNSUPPORTED -> 415;
      case REFUSED_UPSTREAM -> 422;
      case TOO_MANY -> 429;
      case INTERNAL -> 500;
      case UPSTREAM_FAILED -> 502;
      case UNAVAILABLE -> 503;
      case UPSTREAM_TIMEOUT -> 504;
    };
  }

  private static Response.ResponseBuilder answer(Problem problem) {
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(problem);
  }
}
