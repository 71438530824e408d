package org.sluice.egress.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.sluice.platform.Cancellation;

/**
 * One SSH connection that is to be made. Not thread-safe; used once.
 *
 * <p>Key and password are no part of {@link #toString}.
 */
public final class SshRequest {

  private final String host;
  private final int port;
  private final String user;
  private SshPrivateKey key;
  private String password;
  private List<SshHostKey> trusted = List.of();
  private Duration connectTimeout = Duration.ofSeconds(20);
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Cancellation cancellation = new Cancellation();

  /**
   * A connection that nothing is given for yet: it trusts no server and has nothing to show.
   *
   * @param host a name, or an address without brackets
   */
  public SshRequest(String host, int port, String user) {
    this.host = Objects.requireNonNull(host, "host");
    this.port = port;
    this.user = Objects.requireNonNull(user, "user");
  }

  /** Sets the key that lets the user in. */
  public SshRequest key(SshPrivateKey shown) {
    key = Objects.requireNonNull(shown, "shown");
    return this;
  }

  /** Sets the password that lets the user in. */
  public SshRequest password(String secret) {
    password = Objects.requireNonNull(secret, "secret");
    return this;
  }

  /** Sets the keys by which the server may show itself; any one of them will do. */
  public SshRequest trusting(List<SshHostKey> keys) {
    trusted = List.copyOf(keys);
    return this;
  }

  /** Sets the longest time for connecting; 20 s unless set. */
  public SshRequest connectTimeout(Duration longest) {
    connectTimeout = Objects.requireNonNull(longest, "longest");
    return this;
  }

  /** Sets the longest silence of the server, while it lets in too; 60 s unless set. */
  public SshRequest idleTimeout(Duration longest) {
    idleTimeout = Objects.requireNonNull(longest, "longest");
    return this;
  }

  /** Sets what closes the connection at once, whatever it is waiting for. */
  public SshRequest cancelledBy(Cancellation asked) {
    cancellation = Objects.requireNonNull(asked, "asked");
    return this;
  }

  /** A name, or an address without brackets. */
  public String host() {
    return host;
  }

  int port() {
    return port;
  }

  String user() {
    return user;
  }

  SshPrivateKey key() {
    return key;
  }

  String password() {
    return password;
  }

  List<SshHostKey> trusted() {
    return trusted;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration idleTimeout() {
    return idleTimeout;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public String toString() {
    return "ssh://" + user + "@" + host + ":" + port;
  }
}
