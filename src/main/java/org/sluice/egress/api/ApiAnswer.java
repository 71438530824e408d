package org.sluice.egress.api;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an API answered, with its whole body.
 *
 * @param uri what was asked in the end, after redirects
 * @param movedTo where the API says for good that it is now (301, 308); null if nowhere else
 * @param status the status code; 200 also for what was kept and has not changed
 * @param headers all fields by name, found in any case
 * @param body decoded; empty if there is none
 * @param kept whether the body is that of an earlier answer, which the server says holds still
 */
public record ApiAnswer(
    URI uri,
    URI movedTo,
    int status,
    Map<String, List<String>> headers,
    byte[] body,
    boolean kept) {

  /** Headers are copied. */
  public ApiAnswer {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fields.putAll(headers);
    headers = fields;
  }

  /** The first field of that name, in any case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** All fields of that name, in any case and in their order; maybe none. */
  public List<String> all(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public String toString() {
    return status + " " + uri;
  }
}
