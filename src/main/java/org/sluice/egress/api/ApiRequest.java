package org.sluice.egress.api;

import java.util.Objects;

/**
 * One request to an API. Immutable; may be sent several times.
 *
 * @param method such as {@code GET}
 * @param target a path below the root that begins with a slash, perhaps with a query, or an
 *     absolute address that the API itself has told
 * @param accept what the answer should be, such as {@code application/json}
 * @param body null for none
 * @param resource part of the budget that it counts against; empty where there is one
 * @param conditional whether an answer that is kept may be asked for again by its tag
 */
public record ApiRequest(
    String method,
    String target,
    String accept,
    byte[] body,
    String resource,
    boolean conditional) {

  /** The body may be missing. */
  public ApiRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(accept, "accept");
    Objects.requireNonNull(resource, "resource");
  }

  /** Reads JSON, by its tag if an answer is kept. */
  public static ApiRequest get(String target) {
    return new ApiRequest("GET", target, "application/json", null, "", true);
  }

  /** Sends JSON to be answered with JSON, as GraphQL reads; it may be repeated. */
  public static ApiRequest ask(String target, byte[] json, String resource) {
    return new ApiRequest("POST", target, "application/json", json, resource, false);
  }

  /** The same, asked anew whatever is kept. */
  public ApiRequest fresh() {
    return new ApiRequest(method, target, accept, body, resource, false);
  }

  /** The same, answered in another form. */
  public ApiRequest accepting(String form) {
    return new ApiRequest(method, target, form, body, resource, conditional);
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
