package org.sluice.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sluice.egress.AddressRefused;
import org.sluice.egress.Names;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.push.GitPush;
import org.sluice.git.push.PushRequest;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.GitKey;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/**
 * Goes out of Sluice in every way there is, from a process with a network of its own, and tells
 * what came of it and which addresses were connected to.
 *
 * <p>One line in is one task, one line out its answer; the parts of a line are parted by tabs.
 */
final class OutInChild implements AutoCloseable {

  /** The public address of the server that redirects. */
  static final String REDIRECTING = "11.2.3.4";

  /** Names and addresses that the server's certificate vouches for. */
  private static final String[] CERTIFIED = {
    "ip:127.0.0.1",
    "ip:" + REDIRECTING,
    "ip:2a00:1::1",
    "ip:10.1.2.3",
    "ip:fd00:1::1",
    "dns:public.example",
    "dns:moving.example",
    "dns:several.example",
    "dns:git.corp.example"
  };

  /** How something goes out, and where. */
  enum Way {
    GET_HTTP,
    GET_HTTPS,
    /** Over a connection that the server keeps. */
    GET_KEPT,
    /** From a server that hangs up when a second request comes over the same connection. */
    GET_TWICE,
    SYNC_HTTP,
    SYNC_KEPT,
    SYNC_HTTPS,
    SYNC_SSH,
    PUSH_HTTP,
    PUSH_HTTPS,
    /** By a redirect of a public server. */
    SYNC_REDIRECTED,
    SYNC_REDIRECTED_TLS,
    PUSH_REDIRECTED;

    boolean isRedirected() {
      return name().contains("REDIRECTED");
    }

    boolean isGet() {
      return name().startsWith("GET");
    }
  }

  private final Path upstream;
  private final Path mirror;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final StockGitServer git;
  private final FaultyUpstream faulty;
  private final StockSshServer sshServer;
  private final SshPrivateKey key = SshPrivateKey.generate();
  private final Path authorities;
  private final WideListener http;
  private final WideListener kept;
  private final WideListener twice;
  private final WideListener https;
  private final WideListener ssh;
  private Outbound outbound;
  private GitSync sync;
  private GitPush push;

  private OutInChild(Path work, boolean withSsh) throws IOException {
    upstream = work.resolve("served/up.git");
    mirror = work.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 20, 1);
    Path downstream = work.resolve("served/down.git");
    Files.createDirectories(downstream);
    GitCommand.git(downstream, "init", "-q", "--bare", "-b", "main", ".");
    GitCommand.git(downstream, "config", "http.receivepack", "true");
    git = open(StockGitServer.start(work.resolve("served")));
    faulty = open(FaultyUpstream.before(git.url("")));
    TlsFront tls = open(TlsFront.before(URI.create(faulty.url("")).getPort(), CERTIFIED));
    authorities = work.resolve("authorities.pem");
    Files.writeString(authorities, tls.certificate());
    sshServer = withSsh ? open(StockSshServer.start(key)) : null;
    http = open(WideListener.before(URI.create(faulty.url("")).getPort()));
    kept = open(WideListener.before(git.port()));
    twice = open(WideListener.hangingUpOnTheSecondRequest());
    https = open(WideListener.before(tls.port()));
    ssh = open(withSsh ? WideListener.before(sshServer.port()) : new WideListener(closed -> {}));
    allow("127.0.0.1/32", "");
    try {
      sync(git.url("up.git"));
    } catch (SyncFailure failure) {
      throw new IOException(failure);
    }
  }

  private <T extends AutoCloseable> T open(T opened) {
    open.add(0, opened);
    return opened;
  }

  /** Folder to work in, and whether there is an SSH server. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader tasks =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (OutInChild child =
        new OutInChild(Path.of(arguments[0]), Boolean.parseBoolean(arguments[1]))) {
      answers.println("ready");
      for (String task = tasks.readLine(); task != null; task = tasks.readLine()) {
        answers.println(child.answer(task.split("\t", -1)).replace('\n', ' '));
      }
    }
  }

  private String answer(String[] task) throws Exception {
    return switch (task[0]) {
      case "allow" -> allow(task[1], task[2]);
      case "dial" -> seen(dial(task[1]));
      case "hang up" -> hangUp();
      case "commit" -> GitCommand.commit(upstream, "main", "one more");
      default -> seen(go(Way.valueOf(task[0]), task[1]));
    };
  }

  /** Makes a new way out: what it allows, and what names answer. */
  private String allow(String entries, String names) throws IOException {
    leave();
    List<String> allowed = entries.isEmpty() ? List.of() : List.of(entries.split(","));
    outbound = Outbound.allowing(allowed, authorities, names(names));
    sync = new GitSync(outbound, Set.of("http", "https", "ssh"));
    push = new GitPush(outbound, Set.of("http", "https"));
    return "ready";
  }

  private void leave() {
    if (outbound != null) {
      sync.close();
      push.close();
      outbound.close();
    }
  }

  /** Closes all connections that are kept. */
  private String hangUp() throws IOException {
    kept.hangUp();
    return "ready";
  }

  /**
   * Names that answer differently each time, and beside them those of the system.
   *
   * @param script such as {@code a.example=11.2.3.4,fd00::1;10.0.0.1}: the first answer has two
   *     addresses, every later one has one; parted by a blank
   */
  private static Names names(String script) throws UnknownHostException {
    Map<String, Deque<InetAddress[]>> answers = new HashMap<>();
    for (String name : script.isEmpty() ? new String[0] : script.split(" ")) {
      Deque<InetAddress[]> turns = new ArrayDeque<>();
      String[] parts = name.split("=");
      for (String turn : parts[1].split(";")) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : turn.split(",")) {
          addresses.add(address(literal));
        }
        turns.add(addresses.toArray(InetAddress[]::new));
      }
      answers.put(parts[0], turns);
    }
    return host -> {
      Deque<InetAddress[]> turns = answers.get(host);
      if (turns == null) {
        return InetAddress.getAllByName(host);
      }
      return turns.size() > 1 ? turns.poll() : turns.peek();
    };
  }

  /**
   * An address with the bytes that were written: Java would make an IPv4 address of a mapped one.
   */
  private static InetAddress address(String literal) throws UnknownHostException {
    byte[] bytes = InetAddress.getByName(literal).getAddress();
    if (bytes.length == 4 && literal.indexOf(':') >= 0) {
      byte[] mapped = new byte[16];
      mapped[10] = (byte) 0xff;
      mapped[11] = (byte) 0xff;
      System.arraycopy(bytes, 0, mapped, 12, 4);
      return Inet6Address.getByAddress(null, mapped, -1);
    }
    return InetAddress.getByName(literal);
  }

  /** Connects to an address past everything. */
  private String dial(String literal) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(literal), http.port()), 10_000);
      return "reached";
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  private String go(Way way, String host) throws IOException {
    try {
      switch (way) {
        case GET_HTTP -> get("http", host, http);
        case GET_HTTPS -> get("https", host, https);
        case GET_KEPT -> get("http", host, kept);
        case GET_TWICE -> get("http", host, twice);
        case SYNC_HTTP -> sync(url("http", host, http, "/git/up.git"));
        case SYNC_KEPT -> sync(url("http", host, kept, "/git/up.git"));
        case SYNC_HTTPS -> sync(url("https", host, https, "/git/up.git"));
        case SYNC_SSH ->
            sync("ssh://" + System.getProperty("user.name") + "@" + host(host, ssh) + upstream);
        case PUSH_HTTP -> push(url("http", host, http, "/git/down.git"));
        case PUSH_HTTPS -> push(url("https", host, https, "/git/down.git"));
        case SYNC_REDIRECTED -> {
          redirect(url("http", host, http, "/git/up.git"), "upload");
          sync(url("http", REDIRECTING, http, "/git/up.git"));
        }
        case SYNC_REDIRECTED_TLS -> {
          redirect(url("https", host, https, "/git/up.git"), "upload");
          sync(url("https", REDIRECTING, https, "/git/up.git"));
        }
        case PUSH_REDIRECTED -> {
          redirect(url("http", host, http, "/git/down.git"), "receive");
          push(url("http", REDIRECTING, http, "/git/down.git"));
        }
      }
      return "reached";
    } catch (SyncFailure failure) {
      return failure.kind() + ": " + failure.getMessage();
    } catch (AddressRefused refused) {
      return "AddressRefused: " + refused.getMessage();
    } catch (IOException | URISyntaxException failed) {
      return failed.toString();
    } finally {
      faulty.fault(FaultyUpstream.passing());
    }
  }

  private static String host(String host, WideListener listener) {
    return host + ":" + listener.port();
  }

  private static String url(String scheme, String host, WideListener listener, String path) {
    return scheme + "://" + host(host, listener) + path;
  }

  private void redirect(String to, String service) {
    faulty.fault(
        1, FaultyUpstream.redirectTo(301, to + "/info/refs?service=git-" + service + "-pack"));
  }

  private void get(String scheme, String host, WideListener listener)
      throws IOException, URISyntaxException {
    URI uri = new URI(url(scheme, host, listener, "/git/up.git/HEAD"));
    try (OutboundAnswer answer = outbound.send(new OutboundRequest("GET", uri))) {
      answer.body().readAllBytes();
      if (answer.status() != 200) {
        throw new IOException("answered " + answer.status());
      }
    }
  }

  private SyncLimits limits() {
    Duration minute = Duration.ofMinutes(1);
    return SyncLimits.of(minute, minute, minute);
  }

  private void sync(String url) throws SyncFailure, IOException {
    UpstreamAccess access =
        sshServer == null
            ? UpstreamAccess.ANONYMOUS
            : new UpstreamAccess(new GitKey("", key), List.of(sshServer.hostKey()));
    sync.sync(
        new SyncRequest(
            mirror,
            url,
            url.startsWith("ssh") ? access : UpstreamAccess.ANONYMOUS,
            RefRules.ALL,
            limits()),
        (phase, fraction, bytes) -> {},
        new Cancellation());
  }

  private void push(String url) throws SyncFailure {
    push.push(
        new PushRequest(upstream, url, UpstreamAccess.ANONYMOUS, limits(), null),
        (phase, fraction, bytes) -> {},
        new Cancellation());
  }

  /** What came of it, and each address that was connected to on the way, once. */
  private String seen(String outcome) throws IOException {
    Set<String> addresses = new TreeSet<>();
    for (WideListener each : Arrays.asList(http, kept, twice, https, ssh)) {
      addresses.addAll(each.accepted());
    }
    return outcome + "\t" + String.join(",", addresses);
  }

  @Override
  public void close() throws Exception {
    leave();
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
