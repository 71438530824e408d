package org.sluice.forge.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * GitHub's API on an ephemeral port of 127.0.0.1, of what tests put into it: pages by {@code Link},
 * tags, renamed repositories, limits, and faults where a test wants them. Thread-safe.
 *
 * <p>Of a question over GraphQL it reads which pull requests it is about, and whether details are
 * wanted; it does not check the schema.
 */
public final class GitHubStub implements AutoCloseable {

  /** How a request is refused for a limit. */
  public enum Refusal {
    /** 403 with none remaining. */
    PRIMARY,
    /** 429 with {@code Retry-After}. */
    SECONDARY,
    /** 403 that only its words explain. */
    IN_WORDS
  }

  /** A request that came. */
  public record Came(String method, String target, Map<String, List<String>> fields, String body) {

    /** The first field of a name; null if there is none. */
    public String field(String name) {
      return fields.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> each.getValue().get(0))
          .findFirst()
          .orElse(null);
    }
  }

  private record Reply(int status, JsonNode body, Map<String, String> fields) {
    static Reply of(JsonNode body) {
      return new Reply(200, body, Map.of());
    }

    static Reply error(int status, String message) {
      return new Reply(
          status,
          JsonNodeFactory.instance
              .objectNode()
              .put("message", message)
              .put("documentation_url", "https://docs.example/rest"),
          Map.of());
    }
  }

  private record Fault(String part, AtomicInteger times, Supplier<Reply> reply) {}

  private record Login(String name, String scopes, Instant expiresAt) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ALIAS = Pattern.compile("(p\\d+): pullRequest\\(number: (\\d+)\\)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String prefix;
  private final AtomicLong counter = new AtomicLong(1_000);
  private final Map<Long, StubbedRepository> repositories = new ConcurrentSkipListMap<>();
  private final Map<String, Long> formerNames = new ConcurrentHashMap<>();
  private final Map<String, Login> tokens = new ConcurrentHashMap<>();
  private final Set<String> organisations = ConcurrentHashMap.newKeySet();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Came> came = new CopyOnWriteArrayList<>();
  private final List<CountDownLatch> hanging = new CopyOnWriteArrayList<>();
  private final List<Semaphore> gates = new CopyOnWriteArrayList<>();
  private final AtomicInteger asks = new AtomicInteger();
  private final AtomicInteger mostAsks = new AtomicInteger();
  private final Map<String, ObjectNode> questionErrors = new ConcurrentHashMap<>();
  private final AtomicLong remaining = new AtomicLong(5_000);
  private volatile long limit = 5_000;
  private volatile Instant resetAt = Instant.now().plus(Duration.ofHours(1));
  private volatile boolean graphQl = true;
  private volatile Duration delay = Duration.ZERO;
  private volatile int edition;

  private GitHubStub(String prefix) {
    this.prefix = prefix;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 200);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** One whose API is laid out as that of GitHub. */
  public static GitHubStub start() {
    return new GitHubStub("");
  }

  /** One whose API is laid out as that of GitHub Enterprise Server. */
  public static GitHubStub startEnterprise() {
    return new GitHubStub("/api/v3");
  }

  /** The API's root. */
  public URI root() {
    return URI.create(web() + prefix);
  }

  /** Where its pages would be. */
  public String web() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Makes a repository, or finds it. */
  public StubbedRepository repository(String fullName) {
    return repositories.values().stream()
        .filter(each -> each.fullName().equalsIgnoreCase(fullName))
        .findFirst()
        .orElseGet(
            () -> {
              StubbedRepository made = new StubbedRepository(this, next(), fullName);
              repositories.put(made.id(), made);
              return made;
            });
  }

  /** Deletes a repository; its name leads nowhere. */
  public void delete(StubbedRepository repository) {
    repositories.remove(repository.id());
  }

  /** Says that an owner is an organisation. */
  public GitHubStub organisation(String name) {
    organisations.add(name);
    return this;
  }

  /** Lets a token in; from then on no other one is taken. */
  public GitHubStub token(String token, String login, String... scopes) {
    return token(token, null, login, scopes);
  }

  /** Lets in a token that ends. */
  public GitHubStub token(String token, Instant expiresAt, String login, String... scopes) {
    tokens.put(token, new Login(login, String.join(", ", scopes), expiresAt));
    return this;
  }

  /** Takes a token no more. */
  public void revoke(String token) {
    tokens.put("another", new Login("somebody", "", null));
    tokens.remove(token);
  }

  /** Answers questions over GraphQL, or has no such place. */
  public GitHubStub graphQl(boolean there) {
    graphQl = there;
    return this;
  }

  /** From now on answers GraphQL with an error about a place such as {@code p3/commits}. */
  public GitHubStub failInGraphQl(String place, String type, String message) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("type", type).put("message", message);
    ArrayNode path = error.putArray("path");
    path.add("repository");
    Arrays.stream(place.split("/")).forEach(path::add);
    questionErrors.put(place, error);
    return this;
  }

  /** Takes so long for each answer. */
  public GitHubStub delay(Duration each) {
    delay = each;
    return this;
  }

  /** From now on tags everything anew, as if all of it had changed. */
  public void renew() {
    edition++;
  }

  /** Answers every request whose target holds a text with a status, until {@link #heal}. */
  public GitHubStub fail(String part, int status) {
    return fail(part, status, Integer.MAX_VALUE);
  }

  /** Answers the next requests whose target holds a text with a status. */
  public GitHubStub fail(String part, int status, int times) {
    faults.add(
        new Fault(part, new AtomicInteger(times), () -> Reply.error(status, "Stub says no")));
    return this;
  }

  /** Answers every request whose target holds a text with this body. */
  public GitHubStub answer(String part, int status, JsonNode body) {
    faults.add(
        new Fault(
            part, new AtomicInteger(Integer.MAX_VALUE), () -> new Reply(status, body, Map.of())));
    return this;
  }

  /** Lets every request whose target holds a text wait, until {@link #heal} or {@link #close}. */
  public GitHubStub hang(String part) {
    CountDownLatch latch = new CountDownLatch(1);
    hanging.add(latch);
    faults.add(
        new Fault(
            part,
            new AtomicInteger(Integer.MAX_VALUE),
            () -> {
              try {
                latch.await(5, TimeUnit.MINUTES);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
              return Reply.error(502, "Stub hung");
            }));
    return this;
  }

  /**
   * Lets requests whose target holds a text through one by one, each with a permit.
   *
   * @return where the permits are given; {@link #heal} and {@link #close} give enough for all
   */
  public Semaphore hold(String part) {
    Semaphore gate = new Semaphore(0);
    gates.add(gate);
    faults.add(
        new Fault(
            part,
            new AtomicInteger(Integer.MAX_VALUE),
            () -> {
              gate.acquireUninterruptibly();
              return null;
            }));
    return gate;
  }

  /** Requests that came and are not yet answered. */
  public int asksNow() {
    return asks.get();
  }

  /** The most requests that were here at once since {@link #forget}. */
  public int mostAsksAtOnce() {
    return mostAsks.get();
  }

  /** Refuses the next requests whose target holds a text for a limit. */
  public GitHubStub refuse(String part, Refusal how, int times) {
    faults.add(new Fault(part, new AtomicInteger(times), () -> refusal(how)));
    return this;
  }

  private Reply refusal(Refusal how) {
    return switch (how) {
      case PRIMARY ->
          new Reply(
              403,
              Reply.error(403, "API rate limit exceeded").body,
              Map.of(
                  "X-RateLimit-Remaining",
                  "0",
                  "X-RateLimit-Reset",
                  String.valueOf(Instant.now().getEpochSecond() + 5)));
      case SECONDARY ->
          new Reply(
              429,
              Reply.error(429, "You have exceeded a secondary rate limit").body,
              Map.of("Retry-After", "3"));
      case IN_WORDS -> Reply.error(403, "You have exceeded a secondary rate limit. Please wait");
    };
  }

  /** Ends all faults. */
  public void heal() {
    faults.clear();
    questionErrors.clear();
    hanging.forEach(CountDownLatch::countDown);
    gates.forEach(gate -> gate.release(1_000_000));
  }

  /** Says how many requests are left of how many, and for how long. */
  public GitHubStub limit(long most, long left, Duration window) {
    limit = most;
    remaining.set(left);
    resetAt = Instant.now().plus(window);
    return this;
  }

  /** Requests that are left. */
  public long remaining() {
    return remaining.get();
  }

  /** All requests that came, oldest first. */
  public List<Came> came() {
    return List.copyOf(came);
  }

  /** Those whose target holds a text. */
  public List<Came> came(String part) {
    return came.stream().filter(each -> each.target().contains(part)).toList();
  }

  /** Forgets what came. */
  public void forget() {
    came.clear();
    mostAsks.set(asks.get());
  }

  /** The form that it completes its answers to. */
  GitHubForm form() {
    return new GitHubForm(root().toString(), web());
  }

  void moved(String formerName, long id) {
    formerNames.put(formerName, id);
  }

  long next() {
    return counter.incrementAndGet();
  }

  /** A time after all that were told. */
  Instant tick() {
    return StubbedRepository.BEGINNING.plusSeconds(next());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      mostAsks.accumulateAndGet(asks.incrementAndGet(), Math::max);
      Reply reply;
      try {
        reply = decide(exchange);
      } finally {
        // Before the answer goes out, after which the next may come.
        asks.decrementAndGet();
      }
      send(exchange, reply);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      defect.printStackTrace();
      throw defect;
    }
  }

  private Reply decide(HttpExchange exchange) throws IOException, InterruptedException {
    String target = exchange.getRequestURI().toString();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    came.add(
        new Came(
            exchange.getRequestMethod(), target, Map.copyOf(exchange.getRequestHeaders()), body));
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    Reply reply = null;
    for (Fault fault : faults) {
      if (target.contains(fault.part)
          && fault.times.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        reply = fault.reply.get();
        break;
      }
    }
    return reply == null ? reply(exchange, body) : reply;
  }

  private void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes = reply.body == null ? new byte[0] : JSON.writeValueAsBytes(reply.body);
    String tag = tag(bytes, edition);
    boolean unchanged =
        reply.status == 200 && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (!unchanged) {
      remaining.updateAndGet(left -> Math.max(0, left - 1));
    }
    Map<String, String> limits =
        Map.of(
            "X-RateLimit-Limit", String.valueOf(limit),
            "X-RateLimit-Remaining", String.valueOf(remaining.get()),
            "X-RateLimit-Reset", String.valueOf(resetAt.getEpochSecond()),
            "X-RateLimit-Resource",
                exchange.getRequestURI().getPath().endsWith("/graphql") ? "graphql" : "core",
            "Content-Type", "application/json; charset=utf-8");
    limits.forEach(exchange.getResponseHeaders()::set);
    reply.fields.forEach(exchange.getResponseHeaders()::set);
    if (reply.status == 200) {
      exchange.getResponseHeaders().set("ETag", tag);
    }
    if (unchanged) {
      exchange.getResponseHeaders().remove("Link");
      exchange.getResponseHeaders().remove("Content-Type");
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String tag(byte[] bytes, int edition) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) edition);
      return "W/\"" + HexFormat.of().formatHex(digest.digest(bytes), 0, 16) + "\"";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Reply reply(HttpExchange exchange, String body) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    Login login = null;
    if (given != null) {
      login = tokens.get(given.replaceFirst("^(Bearer|token) ", ""));
      if (login == null && !tokens.isEmpty()) {
        return Reply.error(401, "Bad credentials");
      }
      login = login == null ? new Login("octocat", "repo", null) : login;
    }
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("POST")) {
      boolean place = path.equals(prefix.isEmpty() ? "/graphql" : "/api/graphql");
      return place && graphQl
          ? login == null ? Reply.error(401, "Requires authentication") : question(body)
          : Reply.error(404, "Not Found");
    }
    if (!path.startsWith(prefix + "/")) {
      return Reply.error(404, "Not Found");
    }
    Map<String, String> query =
        Arrays.stream(String.valueOf(exchange.getRequestURI().getQuery()).split("&"))
            .filter(each -> each.contains("="))
            .collect(
                Collectors.toMap(
                    each -> each.substring(0, each.indexOf('=')),
                    each -> each.substring(each.indexOf('=') + 1)));
    return read(path.substring(prefix.length() + 1).split("/"), query, login);
  }

  private Reply read(String[] path, Map<String, String> query, Login login) {
    String place = String.join("/", path);
    if (path[0].equals("user") && login == null) {
      return Reply.error(401, "Requires authentication");
    }
    if (place.equals("user")) {
      return user(login);
    }
    if (place.equals("user/repos")) {
      boolean own = "owner".equals(query.get("affiliation"));
      return list("user/repos", query, visible(login, own ? login.name : null));
    }
    if (path[0].equals("users") && path.length == 2) {
      String type = organisations.contains(path[1]) ? "Organization" : "User";
      return Reply.of(
          form()
              .userAlone(
                  JsonNodeFactory.instance.objectNode().put("login", path[1]).put("type", type)));
    }
    if (path.length == 3 && path[2].equals("repos")) {
      boolean organisation = path[0].equals("orgs");
      return organisation == organisations.contains(path[1])
          ? list(place, query, visible(organisation ? login : null, path[1]))
          : Reply.error(404, "Not Found");
    }
    if (path[0].equals("repos") && path.length >= 3) {
      String fullName = path[1] + "/" + path[2];
      String rest = String.join("/", Arrays.copyOfRange(path, 3, path.length));
      StubbedRepository repository =
          repositories.values().stream()
              .filter(each -> each.fullName().equalsIgnoreCase(fullName))
              .findFirst()
              .orElse(null);
      if (repository == null && formerNames.containsKey(fullName)) {
        return moved(formerNames.get(fullName), rest, query);
      }
      return of(repository, rest, query, login);
    }
    if (path[0].equals("repositories") && path.length >= 2) {
      String rest = String.join("/", Arrays.copyOfRange(path, 2, path.length));
      return of(repositories.get(Long.parseLong(path[1])), rest, query, login);
    }
    return Reply.error(404, "Not Found");
  }

  private Reply moved(long id, String rest, Map<String, String> query) {
    String address = root() + "/repositories/" + id + (rest.isEmpty() ? "" : "/" + rest);
    return new Reply(
        301,
        JsonNodeFactory.instance.objectNode().put("message", "Moved Permanently"),
        Map.of("Location", address + (query.isEmpty() ? "" : "?" + text(query))));
  }

  private static String text(Map<String, String> query) {
    return query.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining("&"));
  }

  private Reply user(Login login) {
    ObjectNode json =
        form().userAlone(JsonNodeFactory.instance.objectNode().put("login", login.name));
    Map<String, String> fields = new ConcurrentHashMap<>();
    fields.put("X-OAuth-Scopes", login.scopes);
    if (login.expiresAt != null) {
      fields.put(
          "GitHub-Authentication-Token-Expiration",
          login.expiresAt.toString().replace("T", " ").replace("Z", " UTC"));
    }
    return new Reply(200, json, fields);
  }

  private List<ObjectNode> visible(Login login, String owner) {
    return repositories.values().stream()
        .filter(each -> login != null || !each.isSecret())
        .filter(each -> owner == null || each.owner().equalsIgnoreCase(owner))
        .map(each -> each.json(false))
        .toList();
  }

  private Reply of(
      StubbedRepository repository, String rest, Map<String, String> query, Login login) {
    if (repository == null || repository.isSecret() && login == null) {
      return Reply.error(404, "Not Found");
    }
    String own = "repositories/" + repository.id() + "/" + rest;
    String[] path = rest.split("/");
    if (rest.isEmpty()) {
      return Reply.of(repository.json(true));
    }
    if (rest.equals("pulls")) {
      boolean open = !query.getOrDefault("state", "open").equals("all");
      return list(
          own,
          query,
          repository.pulls().stream()
              .filter(each -> !open || each.isOpen())
              .map(each -> each.json(false))
              .toList());
    }
    if (path[0].equals("pulls")) {
      StubbedPull pull = repository.pull(Long.parseLong(path[1]));
      if (pull == null) {
        return Reply.error(404, "Not Found");
      }
      return path.length == 2 ? Reply.of(pull.json(true)) : list(own, query, pull.reviews());
    }
    if (rest.equals("commits")) {
      return repository.isEmpty()
          ? Reply.error(409, "Git Repository is empty.")
          : Reply.of(JsonNodeFactory.instance.arrayNode());
    }
    if (path[0].equals("commits")) {
      StubbedCommit commit = repository.commit(path[1]);
      return path[2].equals("statuses")
          ? list(own, query, commit.statuses())
          : within("check_runs", own, query, commit.runs());
    }
    if (rest.equals("actions/runs")) {
      return within(
          "workflow_runs", own, query, repository.commit(query.get("head_sha")).workflowRuns());
    }
    return Reply.error(404, "Not Found");
  }

  private Reply list(String place, Map<String, String> query, List<ObjectNode> all) {
    return within(null, place, query, all);
  }

  private Reply within(
      String field, String place, Map<String, String> query, List<ObjectNode> all) {
    int size = Math.min(100, Integer.parseInt(query.getOrDefault("per_page", "30")));
    int page = Integer.parseInt(query.getOrDefault("page", "1"));
    int pages = Math.max(1, (all.size() + size - 1) / size);
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    items.addAll(
        all.subList(Math.min(all.size(), (page - 1) * size), Math.min(all.size(), page * size)));
    JsonNode body =
        field == null
            ? items
            : JsonNodeFactory.instance
                .objectNode()
                .put("total_count", all.size())
                .<ObjectNode>set(field, items);
    return new Reply(
        200,
        body,
        page < pages
            ? Map.of(
                "Link",
                link(place, query, page + 1, "next") + ", " + link(place, query, pages, "last"))
            : Map.of());
  }

  private String link(String place, Map<String, String> query, int page, String relation) {
    Map<String, String> next = new ConcurrentSkipListMap<>(query);
    next.put("page", String.valueOf(page));
    return "<" + root() + "/" + place + "?" + text(next) + ">; rel=\"" + relation + "\"";
  }

  private Reply question(String body) {
    JsonNode asked;
    try {
      asked = JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return Reply.error(400, "Problems parsing JSON");
    }
    String query = asked.path("query").asText();
    String fullName =
        asked.path("variables").path("owner").asText()
            + "/"
            + asked.path("variables").path("name").asText();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode told = answer.putObject("data").putObject("repository");
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    StubbedRepository repository = repository(fullName);
    Matcher aliases = ALIAS.matcher(query);
    while (aliases.find()) {
      String alias = aliases.group(1);
      StubbedPull pull = repository.pull(Long.parseLong(aliases.group(2)));
      if (questionErrors.containsKey(alias) || pull == null) {
        told.putNull(alias);
        errors.add(
            questionErrors.getOrDefault(
                alias, JsonNodeFactory.instance.objectNode().put("type", "NOT_FOUND")));
        continue;
      }
      ObjectNode json = pull.answer(query.contains("statusCheckRollup"));
      if (questionErrors.containsKey(alias + "/commits")) {
        ((ObjectNode) json.at("/commits/nodes/0/commit")).putNull("statusCheckRollup");
        errors.add(questionErrors.get(alias + "/commits"));
      }
      told.set(alias, json);
    }
    if (!errors.isEmpty()) {
      answer.set("errors", errors);
    }
    return Reply.of(answer);
  }

  @Override
  public void close() {
    heal();
    server.stop(0);
    threads.shutdownNow();
  }
}
