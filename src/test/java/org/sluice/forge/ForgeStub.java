package org.sluice.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sluice.rest.Json;

/**
 * A forge on an ephemeral port of 127.0.0.1 that answers as its kind is documented to, of what
 * tests put into it, and fails where they tell it to. Every answer has a tag, by which it may be
 * asked for again. Thread-safe.
 */
public abstract class ForgeStub implements AutoCloseable {

  /** What a request is about. */
  public enum Subject {
    LOGIN,
    TOKEN,
    REPOSITORY,
    LANGUAGES,
    /** The list of a repository's pull requests. */
    PULLS,
    PULL,
    CHECKS,
    REVIEWS,
    /** A list of repositories. */
    REPOSITORIES,
    OTHER
  }

  /**
   * A request that came.
   *
   * @param path below the root, in parts that are decoded
   * @param query by name
   */
  public record Asked(
      String method,
      String rawPath,
      List<String> path,
      Map<String, String> query,
      Headers headers,
      Subject subject) {

    /** Which page it asks for. */
    public int page() {
      return Integer.parseInt(query.getOrDefault("page", "1"));
    }

    Asked about(Subject what) {
      return new Asked(method, rawPath, path, query, headers, what);
    }

    /** Whether the path is this one; an empty part stands for any. */
    public boolean is(String... parts) {
      if (path.size() != parts.length) {
        return false;
      }
      for (int i = 0; i < parts.length; i++) {
        if (!parts[i].isEmpty() && !parts[i].equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** What is sent back. */
  public record Reply(int status, Map<String, String> headers, String body) {

    /** JSON with a status. */
    public static Reply json(int status, JsonNode body) {
      try {
        return new Reply(
            status,
            Map.of("Content-Type", "application/json"),
            Json.mapper().writeValueAsString(body));
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** The same with one more field. */
    public Reply with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body);
    }
  }

  /** A page of a list, and whether there is another one. */
  protected record Page<T>(List<T> items, int number, int pages, int total) {

    /** Whether another page follows. */
    public boolean hasNext() {
      return number < pages;
    }
  }

  private record Fault(Predicate<Asked> which, Reply reply) {}

  private final HttpServer server;
  private final String prefix;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Long, StubRepository> repositories = new ConcurrentSkipListMap<>();
  private final Map<String, Long> formerNames = new ConcurrentHashMap<>();
  private final Set<String> organisations = ConcurrentHashMap.newKeySet();
  private final AtomicLong counter = new AtomicLong(100);
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private volatile int largestPage;

  /**
   * Starts one.
   *
   * @param prefix where its API begins, such as {@code /api/v4}
   * @param largestPage how many items it gives at most, whatever is asked for
   */
  protected ForgeStub(String prefix, int largestPage) {
    this.prefix = prefix;
    this.largestPage = largestPage;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 100);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** Which forge it plays. */
  public abstract ForgeKind kind();

  /** What a path of its API is about. */
  protected abstract Subject subject(Asked asked);

  /** The token that a request bears, without what stands before it; null if it bears none. */
  protected abstract String tokenOf(Asked asked);

  /** Answers as documented; null for what is not there. */
  protected abstract Reply reply(Asked asked);

  /** A page without items that says that the next one is at another place. */
  public abstract Reply pageBefore(String next);

  /** What its documentation shows of an error. */
  public ObjectNode error(String message) {
    return object().put("message", message);
  }

  /** Where its API begins. */
  public URI root() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + prefix);
  }

  /** Where its pages and clones are. */
  public String web() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The token that it takes. */
  public String token() {
    return "stub-token-" + server.getAddress().getPort();
  }

  /** Whose token that is. */
  public String login() {
    return "octavia";
  }

  /** The repository of that name, made if it is not there. */
  public StubRepository repository(String fullName) {
    StubRepository there = find(fullName);
    if (there != null) {
      return there;
    }
    StubRepository made = new StubRepository(counter.incrementAndGet(), fullName, counter);
    repositories.put(made.id(), made);
    return made;
  }

  /** Gives it another name; the former one leads there. */
  public void rename(String from, String to) {
    StubRepository repository = find(from);
    formerNames.put(from, repository.id());
    repository.rename(to);
  }

  /** Removes it for good. */
  public void remove(String fullName) {
    repositories.remove(find(fullName).id());
  }

  /** Makes an owner one that is no person. */
  public void organisation(String name) {
    organisations.add(name);
  }

  /** Gives at most so many items in a page from now on. */
  public void largestPage(int items) {
    largestPage = items;
  }

  /** Answers every request about something like this from now on. */
  public void answer(Subject subject, Reply reply) {
    answer(subject, 0, reply);
  }

  /** Answers every request for one page of something like this from now on. */
  public void answer(Subject subject, int page, Reply reply) {
    answer(asked -> asked.subject() == subject && (page == 0 || page == asked.page()), reply);
  }

  /** Answers every request like these from now on. */
  public void answer(Predicate<Asked> which, Reply reply) {
    faults.add(0, new Fault(which, reply));
  }

  /** Lets every request like these wait, until {@link #heal} or {@link #close}. */
  public void hang(Predicate<Asked> which) {
    faults.add(0, new Fault(which, null));
  }

  /** Answers everything as documented again, also what waits. */
  public void heal() {
    synchronized (faults) {
      faults.clear();
      faults.notifyAll();
    }
  }

  /** Every request that came, oldest first. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** How many requests came about something. */
  public long asked(Subject subject) {
    return asked.stream().filter(each -> each.subject() == subject).count();
  }

  /** The repository of that name as of now; null if there is none. */
  protected StubRepository find(String fullName) {
    return repositories.values().stream()
        .filter(each -> each.fullName().equalsIgnoreCase(fullName))
        .findFirst()
        .orElse(null);
  }

  /** The repository of a number; null if there is none. */
  protected StubRepository find(long id) {
    return repositories.get(id);
  }

  /** The repository that had that name; null if none had. */
  protected StubRepository formerly(String fullName) {
    Long id = formerNames.get(fullName);
    return id == null ? null : repositories.get(id);
  }

  /** All repositories, oldest first. */
  protected List<StubRepository> all() {
    return List.copyOf(repositories.values());
  }

  /** Whether an owner is no person. */
  protected boolean isOrganisation(String owner) {
    return organisations.contains(owner);
  }

  /** Whether an owner has anything, or is known as such. */
  protected boolean isOwner(String owner) {
    return isOrganisation(owner)
        || owner.equals(login())
        || all().stream().anyMatch(each -> each.owner().equals(owner));
  }

  /** Whether a request bears the token that is taken. */
  protected boolean isSignedIn(Asked asked) {
    return token().equals(tokenOf(asked));
  }

  /** Cuts the page that is asked for out of a list. */
  protected <T> Page<T> cut(Collection<T> items, Asked asked, String sizeName, int usual) {
    int size = Integer.parseInt(asked.query().getOrDefault(sizeName, Integer.toString(usual)));
    size = Math.max(1, Math.min(size, largestPage));
    List<T> list = new ArrayList<>(items);
    int from = Math.min(list.size(), (asked.page() - 1) * size);
    int to = Math.min(list.size(), from + size);
    int pages = Math.max(1, (list.size() + size - 1) / size);
    return new Page<>(list.subList(from, to), asked.page(), pages, list.size());
  }

  /** The same list the other way round. */
  protected static <T> List<T> newestFirst(List<T> oldestFirst) {
    List<T> reversed = new ArrayList<>(oldestFirst);
    Collections.reverse(reversed);
    return reversed;
  }

  /** The address of another page of the same list. */
  protected String pageAt(Asked asked, int page) {
    Map<String, String> query = new LinkedHashMap<>(asked.query());
    query.put("page", Integer.toString(page));
    return root().resolve(asked.rawPath())
        + query.entrySet().stream()
            .map(each -> each.getKey() + "=" + encode(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** A JSON array of a page, with the field {@code Link} that leads to the next. */
  protected <T> Reply linked(Page<T> page, Asked asked, Function<T, ObjectNode> form) {
    ArrayNode array = Json.mapper().createArrayNode();
    page.items().forEach(each -> array.add(form.apply(each)));
    Reply reply = Reply.json(200, array);
    String first = "<" + pageAt(asked, 1) + ">; rel=\"first\"";
    String last = "<" + pageAt(asked, page.pages()) + ">; rel=\"last\"";
    String next =
        page.hasNext() ? "<" + pageAt(asked, page.number() + 1) + ">; rel=\"next\", " : "";
    return reply.with("Link", next + first + ", " + last);
  }

  /** An empty JSON object. */
  public static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked came = read(exchange);
      asked.add(came);
      send(exchange, came, decide(came));
    }
  }

  private Asked read(HttpExchange exchange) {
    URI uri = exchange.getRequestURI();
    String raw = uri.getRawPath();
    String below = raw.startsWith(prefix + "/") ? raw.substring(prefix.length() + 1) : "";
    List<String> path = Arrays.stream(below.split("/")).map(ForgeStub::decode).toList();
    Map<String, String> query = new LinkedHashMap<>();
    String text = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    Asked asked =
        new Asked(
            exchange.getRequestMethod(),
            raw,
            path,
            query,
            exchange.getRequestHeaders(),
            Subject.OTHER);
    return asked.about(subject(asked));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Reply decide(Asked came) throws IOException {
    for (Fault fault : faults) {
      if (fault.which.test(came)) {
        if (fault.reply != null) {
          return fault.reply;
        }
        awaitHealing(fault);
        break;
      }
    }
    if (tokenOf(came) != null && !isSignedIn(came)) {
      return Reply.json(401, error("Unauthorized"));
    }
    Reply reply = reply(came);
    return reply == null ? Reply.json(404, error("Not Found")) : reply;
  }

  private void awaitHealing(Fault fault) throws IOException {
    synchronized (faults) {
      while (faults.contains(fault)) {
        try {
          faults.wait();
        } catch (InterruptedException closed) {
          throw new InterruptedIOException("the stub is closed");
        }
      }
    }
  }

  private static void send(HttpExchange exchange, Asked came, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    int status = reply.status();
    if (status == 200) {
      String tag = "\"" + digest(body) + "\"";
      exchange.getResponseHeaders().set("ETag", tag);
      if (tag.equals(came.headers().getFirst("If-None-Match"))) {
        status = 304;
      }
    }
    boolean hasBody = status != 304 && body.length > 0;
    exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
    if (hasBody) {
      exchange.getResponseBody().write(body);
    }
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
