package org.sluice.git.remote;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sluice.egress.OutboundAnswer;

/**
 * Status and header of an answer.
 *
 * @param status its code
 * @param reason its phrase; empty if there is none
 * @param headers all fields by name
 */
record Told(int status, String reason, Map<String, List<String>> headers) {

  Told {
    Map<String, List<String>> inAnyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    inAnyCase.putAll(headers);
    headers = inAnyCase;
  }

  static Told of(OutboundAnswer answer) {
    return new Told(answer.status(), answer.reason(), answer.headers());
  }

  /** All fields of that name, in any case and in their order; maybe none. */
  List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }
}
