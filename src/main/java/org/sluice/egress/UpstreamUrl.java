package org.sluice.egress;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;

/**
 * The clone URL of an upstream, checked where it comes in.
 *
 * @param text as it was given, without blanks around it, or as a URL if it was {@code
 *     user@host:path}, an IPv6 address in the one spelling that all readers take; safe to show,
 *     since it holds no password
 * @param scheme in lower case
 * @param user whom SSH signs in; null if the URL names nobody
 * @param host in lower case, without brackets
 * @param port as the URL or its scheme gives it
 */
public record UpstreamUrl(String text, String scheme, String user, String host, int port) {

  private static final int MAX_HOST = 253;

  /** Longest URL in characters. */
  public static final int MAX_LENGTH = 2048;

  private static final Map<String, Integer> PORTS = Map.of("https", 443, "http", 80, "ssh", 22);

  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  /** {@code user@host:path}, as people copy it from forges. */
  private static final Pattern SHORT =
      Pattern.compile("(?:([^@/:\\s]+)@)?([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):(?!//|:)(\\S+)");

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
    String url = spelledOut(text.strip(), transports);
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
    if (!transports.contains(scheme) || !PORTS.containsKey(scheme)) {
      throw DomainException.invalid(field, "must begin with " + schemes(transports));
    }
    checkUser(field, scheme, uri);
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
    if (scheme.equals("ssh") && uri.getRawPath().startsWith("/-")) {
      throw DomainException.invalid(field, "must not name a repository that begins with -");
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
    Optional<String> ipv6 = Ipv6Text.of(host);
    if (ipv6.isPresent()) {
      host = ipv6.get();
      url = url.replace(uri.getHost(), "[" + host + "]");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : PORTS.get(scheme);
    if (port == 0 || port > 65535) {
      throw DomainException.invalid(field, "must have a port between 1 and 65535");
    }
    return new UpstreamUrl(url, scheme, uri.getUserInfo(), host, port);
  }

  /**
   * Reads a URL that was let in before, whatever is allowed now.
   *
   * @throws DomainException INVALID if it was not
   */
  public static UpstreamUrl ofKnown(String text) {
    return parse("cloneUrl", text, PORTS.keySet());
  }

  private static String spelledOut(String text, Collection<String> transports) {
    return transports.contains("ssh") ? spelledOut(text) : text;
  }

  /** The short form of SSH as a URL; anything else as it is. */
  public static String spelledOut(String text) {
    Matcher found = SHORT.matcher(text);
    if (!found.matches()) {
      return text;
    }
    // Without a user, a scheme without its slashes would look the same.
    if (found.group(1) == null && found.group(2).indexOf('.') < 0) {
      return text;
    }
    String user = found.group(1) == null ? "" : found.group(1) + "@";
    String path = found.group(3);
    return "ssh://" + user + found.group(2) + (path.startsWith("/") ? "" : "/") + path;
  }

  private static void checkUser(String field, String scheme, URI uri) {
    String authority = uri.getRawAuthority();
    if (authority == null || authority.indexOf('@') < 0) {
      return;
    }
    if (!scheme.equals("ssh")) {
      throw DomainException.invalid(
          field, "must not hold a user or a password; give them as a credential");
    }
    String user = authority.substring(0, authority.lastIndexOf('@'));
    if (user.indexOf(':') >= 0) {
      throw DomainException.invalid(field, "must not hold a password; give it as a credential");
    }
    if (!USER.matcher(user).matches()) {
      throw DomainException.invalid(
          field, "may name a user of letters, digits and . _ - before the host");
    }
  }

  private static String schemes(Collection<String> transports) {
    List<String> known =
        Stream.of("https", "http", "ssh")
            .filter(transports::contains)
            .map(scheme -> scheme + "://")
            .toList();
    int last = known.size() - 1;
    return last < 1
        ? String.join("", known)
        : String.join(", ", known.subList(0, last)) + " or " + known.get(last);
  }

  /**
   * Reads a host that a credential or a key belongs to.
   *
   * @param field name of the input's field
   * @param text {@code host} or {@code host:port}; may be null
   * @return the same in lower case
   * @throws DomainException INVALID, naming the field, if it is neither
   */
  public static String host(String field, String text) {
    if (text == null || text.isBlank()) {
      throw DomainException.invalid(field, "is required");
    }
    String given = text.strip().toLowerCase(Locale.ROOT);
    boolean bare = given.indexOf(':') != given.lastIndexOf(':') && !given.startsWith("[");
    try {
      UpstreamUrl url =
          parse(field, "ssh://" + (bare ? "[" + given + "]" : given) + "/x", Set.of("ssh"));
      boolean host = url.user == null && given.indexOf('/') < 0 && url.host.length() <= MAX_HOST;
      if (host) {
        return url.hostAndPort();
      }
    } catch (DomainException notOne) {
      // Its words are about URLs.
    }
    throw DomainException.invalid(field, "must be a host such as git.example.org, or host:port");
  }

  /**
   * Whether this is the host that a credential was entered for.
   *
   * @param named as {@link #host} gave it
   */
  public boolean isAt(String named) {
    return named.equals(hostAndPort()) || named.equals(withPort());
  }

  /** Whether it is reached over SSH. */
  public boolean isSsh() {
    return scheme.equals("ssh");
  }

  /** The text without whatever stands before an {@code @} in the authority of a URL in it. */
  public static String scrubbed(String text) {
    return USER_INFO.matcher(text).replaceAll("");
  }

  /** The host, with the port where it is not the scheme's own. */
  public String hostAndPort() {
    return port == PORTS.get(scheme) ? host : withPort();
  }

  private String withPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
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

  /**
   * What URLs of the same repository have in common as far as their texts tell: the host, the port
   * where it is not the scheme's own, and the path without {@code .git} and slashes at the end.
   */
  public String canonical() {
    return hostAndPort() + path();
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
