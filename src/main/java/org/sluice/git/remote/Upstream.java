package org.sluice.git.remote;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.sluice.egress.Outbound;
import org.sluice.git.ReceiveGuard;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * The way to one upstream for the length of one sync, or to one downstream for that of a push,
 * whatever its transport: it counts what comes in and remembers why it broke, since JGit tells that
 * only in words. Used by one thread.
 */
@Inside
public abstract sealed class Upstream implements AutoCloseable permits UpstreamHttp, UpstreamSsh {

  /** Largest list of refs, in bytes. */
  static final int LISTING_LIMIT = 64 << 20;

  private static final Set<String> SPOKEN = Set.of("https", "http", "ssh");

  private final URI home;
  private SyncFailure failure;
  private ReceiveGuard guard;
  private long bytes;

  Upstream(URI home) {
    this.home = home;
  }

  /**
   * The way to an upstream; nothing goes out yet.
   *
   * @param transports schemes that are allowed, in lower case
   * @param url clone or push URL, without a password
   * @param idleTimeout longest silence
   * @param cancellation ends every exchange at once
   * @throws SyncFailure of kind BLOCKED_ADDRESS if the URL is not one that is allowed
   */
  public static Upstream to(
      Outbound outbound,
      Collection<String> transports,
      String url,
      UpstreamAccess access,
      Duration idleTimeout,
      Cancellation cancellation)
      throws SyncFailure {
    URI home = checked(url, transports);
    return home.getScheme().equalsIgnoreCase("ssh")
        ? new UpstreamSsh(outbound, home, access, idleTimeout, cancellation)
        : new UpstreamHttp(outbound, transports, home, access, idleTimeout, cancellation);
  }

  private static URI checked(String url, Collection<String> transports) throws SyncFailure {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean spoken = SPOKEN.contains(scheme);
      if (!spoken || !transports.contains(scheme)) {
        throw new SyncFailure(
            SyncFailureKind.BLOCKED_ADDRESS,
            "The transport "
                + (spoken
                    ? scheme + " is not allowed; sluice.transports names those that are."
                    : "of this URL is not one that Sluice speaks; use https or ssh."),
            null);
      }
      String user = uri.getRawUserInfo();
      boolean plain = user == null || scheme.equals("ssh") && user.matches("[A-Za-z0-9._-]+");
      if (uri.getHost() != null && plain) {
        return uri;
      }
    } catch (URISyntaxException notOne) {
      // Its message holds the text; a secret could be in it.
    }
    throw notAccepted();
  }

  /**
   * JGit's transport to the upstream, on which a fetch can be opened.
   *
   * @param repository that is fetched into
   * @return must be closed
   */
  public Transport open(Repository repository) throws IOException {
    try {
      Transport transport = Transport.open(repository, new URIish(home.toString()));
      prepare(transport);
      return transport;
    } catch (URISyntaxException | NotSupportedException notOne) {
      throw fail(notAccepted());
    }
  }

  private static SyncFailure notAccepted() {
    return new SyncFailure(
        SyncFailureKind.BLOCKED_ADDRESS, "The clone URL is not one that Sluice accepts.", null);
  }

  /** Makes JGit's transport go this way. */
  abstract void prepare(Transport transport);

  /** A line to push over, which must be closed. */
  public abstract PushLine pushLine();

  /** From here on answers are packs, which are handed on as they come and the guard permits. */
  public final void receivePacks(ReceiveGuard watching) {
    guard = watching;
  }

  /** Whether answers are packs. */
  final boolean isReceivingPacks() {
    return guard != null;
  }

  /** Clone URL. */
  final URI home() {
    return home;
  }

  /** Host of the clone URL, without brackets. */
  public final String host() {
    String host = home.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Bytes that were received. */
  public final long bytes() {
    return bytes;
  }

  /**
   * Counts what was received; an end counts nothing.
   *
   * @throws IOException if the guard permits no more
   */
  final void received(int count) throws IOException {
    bytes += Math.max(0, count);
    if (guard != null) {
      try {
        guard.received(bytes);
      } catch (SyncFailure refused) {
        throw fail(refused);
      }
    }
  }

  /** Why the exchange failed, if it did. */
  public final Optional<SyncFailure> failure() {
    return Optional.ofNullable(failure);
  }

  /** What it means that a list of refs is longer than {@link #LISTING_LIMIT}. */
  static SyncFailure listsTooMuch(String host) {
    return new SyncFailure(
        SyncFailureKind.QUOTA, host + " lists more refs than Sluice reads.", null);
  }

  /** Remembers the first failure, and gives what is thrown to get out of JGit. */
  final IOException fail(SyncFailure why) {
    if (failure == null) {
      failure = why;
    }
    return new IOException(failure.getMessage(), failure);
  }

  /** Where the upstream has moved for good, as a clone URL; empty if it has not. */
  public Optional<String> movedTo() {
    return Optional.empty();
  }

  /**
   * What the upstream was asked for its refs, once it has answered.
   *
   * @return empty if the same cannot be asked again
   */
  public Optional<RefListing> listing() {
    return Optional.empty();
  }

  /**
   * Asks again what an earlier sync asked. If the answer is another, JGit is given it as soon as it
   * asks the same.
   *
   * @return whether the answer is the same to the byte; false also if only JGit's way can tell
   * @throws IOException if the sync cannot go on; {@link #failure} says why
   */
  public boolean isStill(RefListing before) throws IOException {
    return false;
  }

  /**
   * Whether JGit was told what the upstream can do as an earlier sync had heard it, and not asked
   * anew: if the upstream then refuses what it is asked, it may no longer be able to.
   */
  public boolean isRemembering() {
    return false;
  }

  @Override
  public abstract void close();
}
