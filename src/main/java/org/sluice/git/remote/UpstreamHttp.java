package org.sluice.git.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.git.FailureReader;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * The HTTP side of one sync: makes JGit's connections over {@link Outbound}, and remembers why the
 * first of them failed.
 *
 * <p>JGit follows redirects and repeats requests by itself and tells what went wrong only in words.
 * So each answer is judged here, before JGit sees it; after the first failure nothing goes out any
 * more. Credentials are sent to the scheme, host and port of the clone URL alone, and not even
 * there once a redirect has led elsewhere. Used by one thread.
 */
@Inside
public final class UpstreamHttp extends Upstream implements HttpConnectionFactory {

  private static final int REDIRECTS = 5;
  private static final int OK = 200;

  /**
   * What a server means for the repository, however it was asked. Any other refusal may be of the
   * request alone, where JGit's way would find another.
   */
  private static final Set<Integer> VERDICTS = Set.of(401, 403, 404, 410, 429);

  /** What a mirror is disabled for after some runs. */
  private static final Set<SyncFailureKind> VERDICTS_FOR_GOOD =
      EnumSet.of(SyncFailureKind.AUTH, SyncFailureKind.NOT_FOUND, SyncFailureKind.GONE);

  private final Outbound outbound;
  private final Set<String> transports;
  private final UpstreamAccess access;
  private final Duration idleTimeout;
  private final Cancellation cancellation;
  private OutboundAnswer open;
  private boolean elsewhere;
  private int redirects;
  private boolean forGood = true;
  private String movedTo;
  private Listing listing;
  private Listing inHand;
  private Abilities abilities;
  private boolean remembering;

  /** A list of refs, or abilities, that was read to its end. */
  record Listing(RefListing asked, Told told, byte[] bytes, boolean unpacked) {}

  UpstreamHttp(
      Outbound outbound,
      Collection<String> transports,
      URI home,
      UpstreamAccess access,
      Duration idleTimeout,
      Cancellation cancellation) {
    super(home);
    this.outbound = outbound;
    this.transports = Set.copyOf(transports);
    this.access = access;
    this.idleTimeout = idleTimeout;
    this.cancellation = cancellation;
  }

  @Override
  void prepare(Transport transport) {
    ((TransportHttp) transport).setHttpConnectionFactory(this);
  }

  @Override
  public PushLine pushLine() {
    return new HttpPushLine(this, home().toString());
  }

  @Override
  public Optional<String> movedTo() {
    return Optional.ofNullable(movedTo);
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, Proxy.NO_PROXY);
  }

  /** The proxy of the Java process is left aside: through it the guard would see nothing. */
  @Override
  public HttpConnection create(URL url, Proxy ignored) throws IOException {
    if (failure().isPresent()) {
      throw fail(failure().get());
    }
    return new UpstreamConnection(this, url);
  }

  /**
   * Sends one request and judges the answer.
   *
   * @throws IOException if the sync cannot go on; {@link #failure} says why
   */
  OutboundAnswer send(URI uri, OutboundRequest asked) throws IOException {
    OutboundAnswer answer = exchange(uri, asked);
    judge(uri, answer);
    return answer;
  }

  private OutboundAnswer exchange(URI uri, OutboundRequest asked) throws IOException {
    closeOpen();
    asked.idleTimeout(idleTimeout).cancelledBy(cancellation);
    if (isHome(uri) && !elsewhere) {
      if (access.credential() instanceof GitCredential credential) {
        asked.header("Authorization", basic(credential));
      }
    } else {
      elsewhere = true;
    }
    try {
      open = outbound.send(asked);
      return open;
    } catch (IOException failed) {
      throw failed(FailureReader.exchange(failed, uri.getHost(), redirects > 0 ? sent() : null));
    }
  }

  private void judge(URI uri, OutboundAnswer answer) throws IOException {
    int status = answer.status();
    if (status >= 400) {
      SyncFailure said =
          FailureReader.status(
              status, uri.getHost(), answer.header("Retry-After").orElse(null), Instant.now());
      boolean hearsay = elsewhere && !forGood && VERDICTS_FOR_GOOD.contains(said.kind());
      throw failed(hearsay ? onlyForNow(said) : said);
    }
    if (status >= 300) {
      checkRedirect(uri, status, answer.header("Location").orElse(""));
    } else if (status != OK) {
      throw failed(notGit(uri));
    }
  }

  /**
   * Asks for refs, and reads the answer to its end, so that the connection is free for the next
   * request.
   *
   * @param headers of the request, without credentials
   * @param body of the request; empty if it has none
   * @return with no bytes if the answer is a redirect
   * @throws IOException if the sync cannot go on; {@link #failure} says why
   */
  Listing list(String method, URI uri, Map<String, String> headers, byte[] body)
      throws IOException {
    if (inHand != null && inHand.asked().asks(method, uri, body)) {
      listing = inHand;
      inHand = null;
      return listing;
    }
    if (inHand != null && abilities != null && abilities.answer(method, uri)) {
      remembering = true;
      return new Listing(null, abilities.told(), abilities.bytes(), false);
    }
    OutboundAnswer answer = send(uri, RefListing.request(method, uri, headers, body));
    if (answer.status() != OK) {
      return new Listing(null, Told.of(answer), new byte[0], false);
    }
    if (!isGit(answer)) {
      throw failed(notGit(uri));
    }
    listing = read(method, uri, headers, body, answer);
    abilities = method.equals("GET") ? Abilities.of(uri, listing.told(), listing.bytes()) : null;
    return listing;
  }

  @Override
  public Optional<RefListing> listing() {
    return elsewhere || redirects > 0
        ? Optional.empty()
        : Optional.ofNullable(listing).map(Listing::asked);
  }

  @Override
  public boolean isStill(RefListing before) throws IOException {
    OutboundAnswer answer = exchange(before.uri(), before.request());
    int status = answer.status();
    if (status == OK ? !isGit(answer) : status < 500 && !VERDICTS.contains(status)) {
      closeOpen();
      return false;
    }
    judge(before.uri(), answer);
    abilities = before.abilities();
    Listing now = read(before.method(), before.uri(), before.headers(), before.body(), answer);
    if (Arrays.equals(now.asked().digest(), before.digest())) {
      return true;
    }
    inHand = now;
    return false;
  }

  @Override
  public boolean isRemembering() {
    return remembering;
  }

  private Listing read(
      String method, URI uri, Map<String, String> headers, byte[] body, OutboundAnswer answer)
      throws IOException {
    boolean packed = answer.header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent();
    InputStream counted = counted(answer, uri);
    try (InputStream in = packed ? new GZIPInputStream(counted) : counted) {
      byte[] bytes = in.readNBytes(LISTING_LIMIT + 1);
      if (bytes.length > LISTING_LIMIT) {
        throw failed(listsTooMuch(uri.getHost()));
      }
      return new Listing(
          new RefListing(
              method,
              uri,
              Map.copyOf(headers),
              body,
              sha256(bytes),
              method.equals("POST") ? abilities : null),
          Told.of(answer),
          bytes,
          packed);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Whether the answer is of Git's media type for fetching. */
  static boolean isGit(OutboundAnswer answer) {
    return answer.header("Content-Type").orElse("").startsWith("application/x-git-upload-pack-");
  }

  private void checkRedirect(URI from, int status, String location) throws IOException {
    redirects++;
    // What is moved for good from a place that is only meant for now is not moved for good.
    forGood &= status == 301 || status == 308;
    if (redirects > REDIRECTS) {
      throw failed(moved("redirects more than " + REDIRECTS + " times"));
    }
    URI to;
    URIish read;
    try {
      to = from.resolve(new URI(location));
      read = new URIish(to.toString());
    } catch (URISyntaxException | IllegalArgumentException notOne) {
      throw failed(moved("redirects to something that is no address"));
    }
    String scheme = Optional.ofNullable(to.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    // JGit, which goes there, knows fewer spellings of addresses.
    if (to.getHost() == null
        || read.getHost() == null
        || !(scheme.equals("http") || scheme.equals("https"))) {
      throw failed(moved("redirects to something that is no address of a repository"));
    }
    if (scheme.equals("http") && from.getScheme().equalsIgnoreCase("https")) {
      throw failed(moved("redirects from https down to http on " + to.getHost()));
    }
    if (!transports.contains(scheme)) {
      throw failed(
          moved(
              "redirects to "
                  + scheme
                  + " on "
                  + to.getHost()
                  + ", which sluice.transports does not name"));
    }
    if (to.getRawUserInfo() != null) {
      throw failed(moved("redirects to an address that holds a user"));
    }
    if (!to.getRawPath().endsWith("/info/refs")) {
      throw failed(moved("redirects to a page on " + to.getHost() + " that is no repository"));
    }
    if (forGood) {
      movedTo =
          to.getScheme()
              + "://"
              + to.getRawAuthority()
              + to.getRawPath().substring(0, to.getRawPath().length() - "/info/refs".length());
    }
  }

  private SyncFailure moved(String what) {
    return new SyncFailure(sent(), host() + " " + what + ".", null);
  }

  /**
   * What it is to be sent where we do not go. For good it is a move, which a person looks at. For
   * now it passes, as the page of a forge that is being maintained does: it is no Git server.
   */
  private SyncFailureKind sent() {
    return forGood ? SyncFailureKind.MOVED : SyncFailureKind.CORRUPT_UPSTREAM;
  }

  /**
   * What is said on another host to which we are sent for now is no verdict on the repository. On
   * its own host it is one: Gitea sends whoever asks by a former name on with a 307.
   */
  private SyncFailure onlyForNow(SyncFailure said) {
    return new SyncFailure(
        SyncFailureKind.CORRUPT_UPSTREAM,
        host() + " redirects for now, and to no avail: " + said.getMessage(),
        null);
  }

  /** What it means that an answer is of another media type than Git's. */
  SyncFailure notGit(URI uri) {
    return new SyncFailure(
        SyncFailureKind.CORRUPT_UPSTREAM,
        uri.getHost()
            + " does not answer as a Git server; the URL may not be that of a repository.",
        null);
  }

  /** {@link #fail}, with the open answer dropped. */
  IOException failed(SyncFailure why) {
    closeOpen();
    return fail(why);
  }

  /** The body with its bytes counted and its failures judged. */
  InputStream counted(OutboundAnswer answer, URI uri) {
    return new Counted(answer, uri.getHost());
  }

  private boolean isHome(URI uri) {
    return uri.getScheme().equalsIgnoreCase(home().getScheme())
        && uri.getHost().equalsIgnoreCase(home().getHost())
        && port(uri) == port(home());
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
      int count;
      try {
        count = body.read(into, from, length);
      } catch (IOException failed) {
        broken = true;
        throw failed(FailureReader.exchange(failed, host, null));
      }
      boolean permitted = false;
      try {
        received(count);
        permitted = true;
      } finally {
        if (!permitted) {
          broken = true;
          closeOpen();
        }
      }
      return count;
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
