package org.sluice.forge;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Which software hosts an upstream. */
public enum ForgeKind {
  GITHUB("https://api.github.com", "/api/v3"),
  GITLAB("https://gitlab.com/api/v4", "/api/v4"),
  BITBUCKET("https://api.bitbucket.org/2.0", null),
  GITEA(null, "/api/v1"),
  /** Any Git server without a known API. */
  PLAIN(null, null);

  private final String publicRoot;
  private final String ownPath;

  ForgeKind(String publicRoot, String ownPath) {
    this.publicRoot = publicRoot;
    this.ownPath = ownPath;
  }

  /**
   * The forge that a public host is known to be; a self-hosted one must be named by the user.
   *
   * @param host lower-case host name
   */
  public static ForgeKind ofHost(String host) {
    return switch (host.toLowerCase(Locale.ROOT)) {
      case "github.com" -> GITHUB;
      case "gitlab.com" -> GITLAB;
      case "bitbucket.org" -> BITBUCKET;
      case "gitea.com", "codeberg.org" -> GITEA;
      default -> PLAIN;
    };
  }

  /** Root of the API of the one public installation; empty if there is none or not one. */
  public Optional<URI> publicRoot() {
    return Optional.ofNullable(publicRoot).map(URI::create);
  }

  /**
   * Root of the API for clone URLs of a host, where nobody names another.
   *
   * @param scheme {@code https} or {@code http}
   * @param host lower-case host, with a port if it has one of its own
   * @return empty if this kind has no API there
   */
  public Optional<URI> rootAt(String scheme, String host) {
    if (publicRoot != null && ofHost(host) == this) {
      return publicRoot();
    }
    return Optional.ofNullable(ownPath).map(path -> URI.create(scheme + "://" + host + path));
  }

  /**
   * Host of clone URLs where nobody names another: where the public API is a host of its own, it
   * differs from that.
   *
   * @param root root of the API
   */
  public String cloneHost(URI root) {
    String host = root.getRawAuthority().toLowerCase(Locale.ROOT);
    return switch (host) {
      case "api.github.com" -> "github.com";
      case "api.bitbucket.org" -> "bitbucket.org";
      default -> host;
    };
  }

  /** The user that stands beside a token over HTTP where nobody names one. */
  public String tokenUser() {
    return switch (this) {
      case GITHUB -> "x-access-token";
      case GITLAB -> "oauth2";
      case BITBUCKET -> "x-token-auth";
      case GITEA, PLAIN -> "git";
    };
  }
}
