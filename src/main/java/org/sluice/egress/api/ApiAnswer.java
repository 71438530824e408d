package org.sluice.egress.api;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sluice.egress.HttpDate;
import org.sluice.egress.RetryAfter;

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
    return all(name).stream().findFirst();
  }

  /** All fields of that name, in any case and in their order; maybe none. */
  public List<String> all(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /**
   * A time that the server named, by our clock: as far from now as it is from the answer's {@code
   * Date}.
   *
   * @param theirs by the server's clock
   * @param now when the answer came
   */
  public Instant local(Instant theirs, Instant now) {
    return now.plus(Duration.between(date(now), theirs));
  }

  /**
   * Until when the server asks to wait ({@code Retry-After}), by our clock.
   *
   * @param now when the answer came
   * @return never before now; empty if it does not ask, or not in a way that can be read
   */
  public Optional<Instant> retryAt(Instant now) {
    return RetryAfter.parse(header("Retry-After").orElse(null), date(now)).map(now::plus);
  }

  private Instant date(Instant now) {
    return header("Date").flatMap(HttpDate::parse).orElse(now);
  }

  ApiAnswer movedTo(URI place) {
    return new ApiAnswer(uri, place, status, headers, body, kept);
  }

  @Override
  public String toString() {
    return status + " " + uri;
  }
}
