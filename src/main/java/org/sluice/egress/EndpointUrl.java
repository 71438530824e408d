package org.sluice.egress;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import org.sluice.failure.DomainException;

/**
 * The address of an endpoint that messages are posted to, checked where it comes in.
 *
 * @param uri absolute, https (or http where it is allowed), without user info or fragment
 */
public record EndpointUrl(URI uri) {

  /** Longest URL in characters. */
  public static final int MAX_LENGTH = 2048;

  /**
   * Reads a URL that a person or a program gave.
   *
   * @param field name of the input's field
   * @param text may be null
   * @param transports schemes that are allowed, in lower case
   * @throws DomainException of kind INVALID, naming the field, if nothing can be posted there
   */
  public static EndpointUrl parse(String field, String text, Collection<String> transports) {
    if (text == null || text.isBlank()) {
      throw DomainException.invalid(field, "is required");
    }
    String url = text.strip();
    if (url.length() > MAX_LENGTH) {
      throw DomainException.invalid(field, "must have at most " + MAX_LENGTH + " characters");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException notOne) {
      throw DomainException.invalid(field, "is not a URL such as https://host/path");
    }
    if (!isAllowed(uri, transports)) {
      throw DomainException.invalid(
          field,
          "must begin with " + (transports.contains("http") ? "https:// or http://" : "https://"));
    }
    if (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0) {
      throw DomainException.invalid(field, "must not hold a user or a password");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw DomainException.invalid(field, "must name a host");
    }
    if (uri.getRawFragment() != null) {
      throw DomainException.invalid(field, "must not hold a fragment (#)");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65535) {
      throw DomainException.invalid(field, "must have a port between 1 and 65535");
    }
    AddressGuard.refusedSpelling(uri.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT))
        .ifPresent(
            what -> {
              throw DomainException.invalid(field, "must not hold " + what);
            });
    return new EndpointUrl(uri);
  }

  /** Whether messages may go out by the scheme: https always, http only where it is named. */
  public static boolean isAllowed(URI uri, Collection<String> transports) {
    return "https".equalsIgnoreCase(uri.getScheme())
        || "http".equalsIgnoreCase(uri.getScheme()) && transports.contains("http");
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
