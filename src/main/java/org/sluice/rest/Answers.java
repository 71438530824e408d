package org.sluice.rest;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;

/**
 * Builds the answers that all lists and single resources share.
 *
 * <p>{@code Location} is set as a header, since the servers resolve a relative address that they
 * are given as such against different bases; {@link WholeLocation} completes it.
 */
public final class Answers {

  private Answers() {}

  /**
   * 200 with a page and its {@code Link} header (RFC 8288): first, prev, next, and last if it is
   * known.
   */
  public static Response page(Page<?> page, UriInfo uri) {
    Response.ResponseBuilder answer = Response.ok(page);
    answer.links(link(uri, 1, "first"));
    if (page.totalIsExact()) {
      answer.links(link(uri, page.lastPage(), "last"));
    }
    boolean behind = page.items().isEmpty();
    if (page.page() > 1) {
      long before = page.page() - 1L;
      answer.links(link(uri, behind ? Math.min(before, page.lastPage()) : before, "prev"));
    }
    if (page.totalIsExact() ? page.page() < page.lastPage() : !behind) {
      answer.links(link(uri, page.page() + 1L, "next"));
    }
    return answer.build();
  }

  private static Link link(UriInfo uri, long page, String relation) {
    return Link.fromUri(uri.getRequestUriBuilder().replaceQueryParam("page", page).build())
        .rel(relation)
        .build();
  }

  /**
   * 201 with the new thing and where it is.
   *
   * @param path below the API
   */
  public static Response created(String path, Object body, String version) {
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.LOCATION, RestApplication.BASE + path)
        .tag(new EntityTag(version))
        .entity(body)
        .build();
  }

  /**
   * 202 with the job that does it and where it is.
   *
   * @param path below the API
   */
  public static Response accepted(String path, Object job) {
    return Response.accepted(job).header(HttpHeaders.LOCATION, RestApplication.BASE + path).build();
  }

  /**
   * Refuses a query part where there is none: a parameter that was ignored, such as a dry run,
   * would do more than its sender thinks.
   *
   * @throws DomainException INVALID with each parameter
   */
  public static void refuseParameters(UriInfo uri) {
    List<FieldError> errors =
        uri.getQueryParameters().keySet().stream()
            .limit(20)
            .map(name -> new FieldError(name, "is not a parameter of this operation"))
            .toList();
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
  }

  /**
   * The one parameter that an operation knows, a whole number.
   *
   * @param usual what it is unless it is named
   * @param most what it may be, from 1 on
   * @throws DomainException INVALID if it is no such number, or another parameter is given
   */
  public static int number(UriInfo uri, String name, int usual, int most) {
    List<FieldError> errors = others(uri, name);
    List<String> values = uri.getQueryParameters().getOrDefault(name, List.of());
    int number = usual;
    try {
      number = values.isEmpty() ? usual : Integer.parseInt(values.get(0));
    } catch (NumberFormatException notANumber) {
      number = 0;
    }
    if (values.size() > 1 || number < 1 || number > most) {
      errors.add(new FieldError(name, "must be a whole number from 1 to " + most));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return number;
  }

  private static List<FieldError> others(UriInfo uri, String name) {
    List<FieldError> errors = new ArrayList<>();
    uri.getQueryParameters().keySet().stream()
        .filter(given -> !given.equals(name))
        .limit(20)
        .map(given -> new FieldError(given, "is not a parameter of this operation"))
        .forEach(errors::add);
    return errors;
  }

  /**
   * The one parameter that an operation knows, a switch that is off unless it is named.
   *
   * @throws DomainException INVALID if it is neither true nor false, or another parameter is given
   */
  public static boolean flag(UriInfo uri, String name) {
    List<FieldError> errors = others(uri, name);
    List<String> values = uri.getQueryParameters().getOrDefault(name, List.of());
    if (values.size() > 1 || !Set.of("true", "false").containsAll(values)) {
      errors.add(new FieldError(name, "must be true or false"));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return values.contains("true");
  }

  /** 200 with an entity tag, or 304 if the caller has that version already. */
  public static Response single(Object body, String version, Request request) {
    EntityTag tag = new EntityTag(version);
    Response.ResponseBuilder known = request.evaluatePreconditions(tag);
    if (known != null) {
      return known.header(HttpHeaders.CACHE_CONTROL, "private, no-cache").build();
    }
    return Response.ok(body)
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }

  /**
   * Lets a change through if the caller's {@code If-Match} names the stored version, or is absent.
   *
   * <p>An entity tag may be {@code <version>.<state>}: the state part makes a reader see what
   * Sluice itself wrote meanwhile, and is no reason to refuse an edit.
   *
   * @param ifMatch the header as it came; may be null
   * @param version the stored version
   * @throws DomainException STALE otherwise
   */
  public static void requireMatch(String ifMatch, String version) {
    if (ifMatch == null || ifMatch.equals("*")) {
      return;
    }
    for (String part : ifMatch.split(",")) {
      String tag = part.strip().replace("\"", "");
      int dot = tag.indexOf('.');
      if ((dot < 0 ? tag : tag.substring(0, dot)).equals(version)) {
        return;
      }
    }
    throw DomainException.changedMeanwhile();
  }
}
