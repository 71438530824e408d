package org.sluice.platform.settings;

/**
 * The host that takes mail, as {@code sluice.mail.*} names it.
 *
 * @param host name or address
 * @param port port of it
 * @param user who signs in there; null if nobody does
 * @param password and his password; null if nobody does
 * @param from address that mails come from
 * @param tls how the connection is encrypted
 */
public record MailHost(String host, int port, String user, String password, String from, Tls tls) {

  /** How a connection is encrypted. */
  public enum Tls {
    /** Begins in the clear and must then turn to TLS. */
    STARTTLS(587),
    /** TLS from its first byte. */
    TLS(465),
    /** Not at all; for a relay on the same machine. */
    NONE(25);

    private final int usualPort;

    Tls(int usualPort) {
      this.usualPort = usualPort;
    }

    /** The port that is usual for it. */
    int usualPort() {
      return usualPort;
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
