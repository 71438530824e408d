package org.sluice.egress.api;

import java.util.Objects;

/**
 * One request to an API. Immutable; may be sent several times.
 *
 * @param method such as {@code GET}
 * @param target a path below the root that begins with a slash, perhaps with a query, or an
 *     absolute address that the API itself has told
 * @param accept what the answer should be, such as {@code application/json}
 * @param body JSON; null for none
 * @param resource part of the budget that it counts against; empty where there is one
 * @param conditional whether an answer that is kept may be asked for again by its tag
 * @param repeatable whether it does no harm to send it twice
 */
public record ApiRequest(
    String method,
    String target,
    String accept,
    byte[] body,
    String resource,
    boolean conditional,
    boolean repeatable) {

  /** The body may be missing. */
  public ApiRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(accept, "accept");
    Objects.requireNonNull(resource, "resource");
  }

  /** Reads JSON, by its tag if an answer is kept. */
  public static ApiRequest get(String target) {
    return new ApiRequest("GET", target, "application/json", null, "", true, true);
  }

  /** Sends JSON to be answered with JSON, as GraphQL reads; it may be repeated. */
  public static ApiRequest ask(String target, byte[] json, String resource) {
    return new ApiRequest("POST", target, "application/json", json, resource, false, true);
  }

  /** The same, asked anew whatever is kept. */
  public ApiRequest fresh() {
    return new ApiRequest(method, target, accept, body, resource, false, repeatable);
  }

  /** The same, answered in another form. */
  public ApiRequest accepting(String form) {
    return new ApiRequest(method, target, form, body, resource, conditional, repeatable);
  }

  /** The same at another place. */
  public ApiRequest at(String place) {
    return new ApiRequest(method, place, accept, body, resource, conditional, repeatable);
  }

  boolean isGet() {
    return method.equals("GET");
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
