package org.sluice.forge;

import java.util.Locale;

/** Which software hosts an upstream. */
public enum ForgeKind {
  GITHUB,
  GITLAB,
  BITBUCKET,
  GITEA,
  /** Any Git server without a known API. */
  PLAIN;

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
