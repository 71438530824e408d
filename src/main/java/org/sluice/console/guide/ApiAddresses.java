package org.sluice.console.guide;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the API has for each page, by the page's name: the first that the page fills. */
record ApiAddresses(Map<String, List<ApiAddress>> byPage) {

  private static final String FILE = "guide.properties";

  /**
   * An operation as it is called.
   *
   * @param address what is called
   * @param filled its path and query, below the base
   */
  record Call(ApiAddress address, String filled) {}

  /** Reads them from beside this class. */
  static ApiAddresses read() {
    Properties written = new Properties();
    try (InputStream in = ApiAddresses.class.getResourceAsStream(FILE)) {
      written.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    Map<String, List<ApiAddress>> all = new TreeMap<>();
    for (String page : written.stringPropertyNames()) {
      all.put(
          page,
          Stream.of(written.getProperty(page).split(" \\| ")).map(ApiAddress::parse).toList());
    }
    return new ApiAddresses(all);
  }

  /** What is called for a page of that name with these parameters; empty if there is nothing. */
  Optional<Call> of(String page, Map<String, String> parameters) {
    return byPage.getOrDefault(page, List.of()).stream()
        .flatMap(each -> each.filled(parameters).map(at -> new Call(each, at)).stream())
        .findFirst();
  }
}
