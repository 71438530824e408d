package org.sluice.egress;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;

/**
 * The clone URL of an upstream, checked where it comes in.
 *
 * @param text as it was given, without blanks around it; safe to show, since it holds no user info
 * @param scheme in lower case
 * @param host in lower case, without brackets
 * @param port as the URL or its scheme gives it
 */
public record UpstreamUrl(String text, String scheme, String host, int port) {

  /** Longest URL in characters. */
  public static final int MAX_LENGTH = 2048;

  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s]*@");

  /**
   * Reads a URL that a person or a program gave.
   *
   * @param field name of the input's field
   * @param text may be null
   * @param transports schemes that are allowed, in lower case
   * @throws DomainException of kind INVALID, naming the field, if the URL cannot be an upstream
   */
  public static UpstreamUrl parse(String field, String text, Collection<String> transports) {
    if (text == null || text.isBlank()) {
      throw DomainException.invalid(field, "is required");
    }
    String url = text.strip();
    if (url.length() > MAX_LENGTH) {
      throw DomainException.invalid(field, "must have at most " + MAX_LENGTH + " characters");
    }
    if (url.chars().anyMatch(c -> c <= ' ' || c == 0x7f || Character.isISOControl(c))) {
      throw DomainException.invalid(field, "must not hold blanks or control characters");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException notOne) {
      throw DomainException.invalid(field, "is not a URL such as https://host/path.git");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!transports.contains(scheme) || !(scheme.equals("https") || scheme.equals("http"))) {
      throw DomainException.invalid(field, "must begin with " + schemes(transports));
    }
    if (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0) {
      throw DomainException.invalid(
          field, "must not hold a user or a password; give them as a credential");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw DomainException.invalid(field, "must name a host");
    }
    if (uri.getRawFragment() != null) {
      throw DomainException.invalid(field, "must not hold a fragment (#)");
    }
    if (uri.getRawQuery() != null) {
      throw DomainException.invalid(field, "must not hold a query (?)");
    }
    if (uri.getRawPath() == null || uri.getRawPath().replace("/", "").isEmpty()) {
      throw DomainException.invalid(field, "must name a repository after the host");
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    AddressGuard.refusedSpelling(host)
        .ifPresent(
            what -> {
              throw DomainException.invalid(field, "must not hold " + what);
            });
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    if (port == 0 || port > 65535) {
      throw DomainException.invalid(field, "must have a port between 1 and 65535");
    }
    return new UpstreamUrl(url, scheme, host, port);
  }

  private static String schemes(Collection<String> transports) {
    return transports.contains("http") ? "https:// or http://" : "https://";
  }

  /** The text without whatever stands before an {@code @} in the authority of a URL in it. */
  public static String scrubbed(String text) {
    return USER_INFO.matcher(text).replaceAll("");
  }

  /** The host, with the port where it is not the scheme's own. */
  public String hostAndPort() {
    return port == (scheme.equals("https") ? 443 : 80) ? host : host + ":" + port;
  }

  /**
   * Whether both name the same repository as far as their texts tell: same host and same path, by
   * the same port or each by its scheme's own; {@code .git} and slashes at the end make no
   * difference.
   */
  public boolean isSameRepositoryAs(UpstreamUrl other) {
    boolean samePort = port == other.port || hasOwnPort() && other.hasOwnPort();
    return samePort && host.equals(other.host) && path().equals(other.path());
  }

  private boolean hasOwnPort() {
    return hostAndPort().equals(host);
  }

  private String path() {
    String path = URI.create(text).normalize().getPath().replaceAll("/+", "/");
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return path.endsWith(".git") ? path.substring(0, path.length() - 4) : path;
  }

  @Override
  public String toString() {
    return text;
  }
}
