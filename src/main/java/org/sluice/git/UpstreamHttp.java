package org.sluice.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.platform.Cancellation;

/**
 * The HTTP side of one sync: makes JGit's connections over {@link Outbound}, and remembers why the
 * first of them failed.
 *
 * <p>JGit follows redirects and repeats requests by itself and tells what went wrong only in words.
 * So each answer is judged here, before JGit sees it; after the first failure nothing goes out any
 * more. Credentials are sent to the scheme, host and port of the clone URL alone, and not even
 * there once a redirect has led elsewhere. Used by one thread.
 */
final class UpstreamHttp implements HttpConnectionFactory, AutoCloseable {

  /** Largest list of refs, in bytes. */
  static final int LISTING_LIMIT = 64 << 20;

  private static final int REDIRECTS = 5;

  private final Outbound outbound;
  private final Set<String> transports;
  private final UpstreamAccess access;
  private final Duration idleTimeout;
  private final URI home;
  private final Cancellation cancellation;
  private SyncFailure failure;
  private OutboundAnswer open;
  private ReceiveGuard guard;
  private boolean elsewhere;
  private int redirects;
  private long bytes;

  UpstreamHttp(
      Outbound outbound,
      Collection<String> transports,
      SyncRequest request,
      Cancellation cancellation) {
    this(
        outbound,
        transports,
        request.url(),
        request.access(),
        request.limits().idleTimeout(),
        cancellation);
  }

  /**
   * The HTTP side of an exchange with one server.
   *
   * @param url the only place that credentials are sent to
   */
  UpstreamHttp(
      Outbound outbound,
      Collection<String> transports,
      String url,
      UpstreamAccess access,
      Duration idleTimeout,
      Cancellation cancellation) {
    this.outbound = outbound;
    this.transports = Set.copyOf(transports);
    this.access = access;
    this.idleTimeout = idleTimeout;
    this.home = URI.create(url);
    this.cancellation = cancellation;
  }

  /** From here on answers are packs, which are handed on as they come and the guard permits. */
  void receivePacks(ReceiveGuard watching) {
    guard = watching;
  }

  /** Bytes that were received. */
  long bytes() {
    return bytes;
  }

  /** Why the exchange failed, if it did. */
  Optional<SyncFailure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, Proxy.NO_PROXY);
  }

  /** The proxy of the Java process is left aside: through it the guard would see nothing. */
  @Override
  public HttpConnection create(URL url, Proxy ignored) throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    return new UpstreamConnection(this, url);
  }

  /**
   * Sends one request and judges the answer.
   *
   * @throws IOException if the sync cannot go on; {@link #failure} says why
   */
  OutboundAnswer send(URI uri, OutboundRequest asked) throws IOException {
    closeOpen();
    asked.idleTimeout(idleTimeout).cancelledBy(cancellation);
    if (isHome(uri) && !elsewhere) {
      access
          .credentials()
          .ifPresent(credential -> asked.header("Authorization", basic(credential)));
    } else {
      elsewhere = true;
    }
    try {
      open = outbound.send(asked);
    } catch (IOException failed) {
      throw fail(FailureReader.exchange(failed, uri.getHost(), redirects > 0));
    }
    int status = open.status();
    if (status >= 400) {
      throw fail(
          FailureReader.status(
              status, uri.getHost(), open.header("Retry-After").orElse(null), Instant.now()));
    }
    if (status >= 300) {
      checkRedirect(uri, open.header("Location").orElse(""));
    } else if (status != 200) {
      throw fail(notGit(uri));
    }
    return open;
  }

  private void checkRedirect(URI from, String location) throws IOException {
    redirects++;
    if (redirects > REDIRECTS) {
      throw fail(moved("redirects more than " + REDIRECTS + " times"));
    }
    URI to;
    try {
      to = from.resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException notOne) {
      throw fail(moved("redirects to something that is no address"));
    }
    String scheme = Optional.ofNullable(to.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (to.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw fail(moved("redirects to something that is no address of a repository"));
    }
    if (scheme.equals("http") && from.getScheme().equalsIgnoreCase("https")) {
      throw fail(moved("redirects from https down to http on " + to.getHost()));
    }
    if (!transports.contains(scheme)) {
      throw fail(
          moved(
              "redirects to "
                  + scheme
                  + " on "
                  + to.getHost()
                  + ", which sluice.transports does not name"));
    }
    if (to.getRawUserInfo() != null) {
      throw fail(moved("redirects to an address that holds a user"));
    }
    if (!to.getRawPath().endsWith("/info/refs")) {
      throw fail(moved("redirects to a page on " + to.getHost() + " that is no repository"));
    }
  }

  private SyncFailure moved(String what) {
    return new SyncFailure(SyncFailureKind.MOVED, home.getHost() + " " + what + ".", null);
  }

  /** What it means that an answer is of another media type than Git's. */
  SyncFailure notGit(URI uri) {
    return new SyncFailure(
        SyncFailureKind.CORRUPT_UPSTREAM,
        uri.getHost()
            + " does not answer as a Git server; the URL may not be that of a repository.",
        null);
  }

  /** Remembers the first failure, and gives what is thrown to get out of JGit. */
  IOException fail(SyncFailure why) {
    closeOpen();
    if (failure == null) {
      failure = why;
    }
    return new IOException(failure.getMessage(), failure);
  }

  /** Whether answers are handed on as they come. */
  boolean isStreaming() {
    return guard != null;
  }

  /** The body with its bytes counted and its failures judged. */
  InputStream counted(OutboundAnswer answer, URI uri) {
    return new Counted(answer, uri.getHost());
  }

  private boolean isHome(URI uri) {
    return uri.getScheme().equalsIgnoreCase(home.getScheme())
        && uri.getHost().equalsIgnoreCase(home.getHost())
        && port(uri) == port(home);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static String basic(GitCredential credential) {
    // Forges that take a token want any user name, but not an empty one.
    String user = credential.username().isEmpty() ? "git" : credential.username();
    byte[] pair = (user + ":" + credential.secret()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private void closeOpen() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  @Override
  public void close() {
    closeOpen();
  }

  private final class Counted extends InputStream {

    private final OutboundAnswer answer;
    private final InputStream body;
    private final String host;
    private boolean broken;

    Counted(OutboundAnswer answer, String host) {
      this.answer = answer;
      this.body = answer.body();
      this.host = host;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        int count = body.read(into, from, length);
        bytes += Math.max(0, count);
        if (guard != null) {
          guard.received(bytes);
        }
        return count;
      } catch (SyncFailure refused) {
        broken = true;
        throw fail(refused);
      } catch (IOException failed) {
        broken = true;
        throw fail(FailureReader.exchange(failed, host, false));
      }
    }

    @Override
    public int available() throws IOException {
      return body.available();
    }

    @Override
    public void close() {
      // JGit stops at the last packet, before the end that lets the connection be used again.
      if (!broken && !cancellation.isCancelled()) {
        try {
          body.read();
        } catch (IOException dropped) {
          broken = true;
        }
      }
      answer.close();
    }
  }
}
