package org.sluice.forge;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.egress.api.ApiAnswer;

/** An answer of which only status and fields matter. */
public final class LimitAnswer {

  private LimitAnswer() {}

  /**
   * Makes one.
   *
   * @param fields names and values in turn
   */
  public static ApiAnswer of(int status, String... fields) {
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      headers.put(fields[i], List.of(fields[i + 1]));
    }
    URI uri = URI.create("https://forge.example/api");
    return new ApiAnswer(uri, null, status, headers, new byte[0], false);
  }
}
