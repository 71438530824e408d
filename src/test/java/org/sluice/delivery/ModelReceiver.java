package org.sluice.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.sluice.testing.WebhookSecret;

/**
 * A receiver within the tests' process that does what {@code src/test/node/receiver.js} does, but
 * keeps files in memory and checks signatures by code of its own: for tests of many deliveries.
 */
public final class ModelReceiver implements Receiver, AutoCloseable {

  // Sluice's own mapper reads no content of this size.
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Kept(String sha256, String description) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, SortedMap<String, Kept>> kept = new HashMap<>();
  private final Map<String, byte[][]> parts = new HashMap<>();
  private final Set<String> handled = new HashSet<>();
  private final List<ReceivedMessage> log = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final AtomicInteger hanging = new AtomicInteger();
  private List<WebhookSecret> secrets = List.of();
  private CountDownLatch healed = new CountDownLatch(1);
  private volatile Consumer<ReceivedMessage> witness = message -> {};

  private ModelReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    server.setExecutor(threads);
    server.createContext("/in", this::take);
    server.start();
  }

  /** Starts one that has no secret yet. */
  public static ModelReceiver start() {
    try {
      return new ModelReceiver();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/in";
  }

  @Override
  public synchronized void accept(String... texts) {
    secrets = Arrays.stream(texts).map(WebhookSecret::new).toList();
  }

  /** From now on tells somebody of each message before it is answered. */
  public void tell(Consumer<ReceivedMessage> somebody) {
    witness = somebody;
  }

  @Override
  public synchronized void fail(Fault fault) {
    if (fault.kind() == Fault.Kind.DIE || fault.kind() == Fault.Kind.DRIP) {
      throw new IllegalArgumentException("only a receiver in its own process does " + fault.kind());
    }
    faults.add(fault);
  }

  @Override
  public synchronized void heal() {
    faults.clear();
    healed.countDown();
    healed = new CountDownLatch(1);
  }

  @Override
  public int hanging() {
    return hanging.get();
  }

  @Override
  public synchronized List<ReceivedMessage> log() {
    return List.copyOf(log);
  }

  @Override
  public synchronized int filesTaken() {
    return (int) log.stream().filter(one -> one.taken() && !one.duplicate() && one.whole()).count();
  }

  @Override
  public synchronized SortedMap<String, String> files(String repository) {
    SortedMap<String, String> files = new TreeMap<>();
    kept.getOrDefault(repository, new TreeMap<>())
        .forEach((path, file) -> files.put(path, file.description()));
    return files;
  }

  /** Hands it a message that was pulled: one that nobody signs, and of which it says nothing. */
  public synchronized void handle(String id, byte[] bytes) {
    String body = new String(bytes, StandardCharsets.UTF_8);
    try {
      ObjectNode entry = told(id, body).put("id", id).put("verified", true);
      log.add(applied(ReceivedMessage.of(entry), JSON.readTree(body), null));
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      CountDownLatch until;
      Fault fault;
      ReceivedMessage message;
      synchronized (this) {
        message = verified(exchange, body);
        fault = message.verified() ? faultFor(message) : null;
        if (message.verified() && (fault == null || fault.taken())) {
          message = applied(message, JSON.readTree(body), fault);
        } else if (fault != null) {
          message = ReceivedMessage.of(entry(message, fault));
        }
        log.add(message);
        until = healed;
      }
      witness.accept(message);
      answer(exchange, message, fault, until);
    }
  }

  private void answer(
      HttpExchange exchange, ReceivedMessage message, Fault fault, CountDownLatch until)
      throws IOException {
    if (fault != null && fault.kind() == Fault.Kind.HANG) {
      hanging.incrementAndGet();
      try {
        until.await();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      } finally {
        hanging.decrementAndGet();
      }
      return;
    }
    if (fault != null && fault.kind() == Fault.Kind.CUT) {
      return;
    }
    int status = !message.verified() ? 401 : message.broken() ? 422 : 200;
    if (fault != null) {
      fault.headers().forEach(exchange.getResponseHeaders()::set);
      status = fault.status();
    }
    exchange.sendResponseHeaders(status, -1);
  }

  private ReceivedMessage verified(HttpExchange exchange, String body) throws IOException {
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
    List<String> signatures =
        List.of(exchange.getRequestHeaders().getFirst("webhook-signature").split(" "));
    ObjectNode entry = JSON.createObjectNode();
    int secret = 0;
    while (secret < secrets.size()
        && !signatures.contains(secrets.get(secret).sign(id, timestamp, body))) {
      secret++;
    }
    boolean verified = secret < secrets.size();
    entry
        .put("id", id)
        .put("verified", verified)
        .put("secret", verified ? secret : -1)
        .put("signatures", signatures.size());
    if (verified) {
      entry.setAll(told(id, body));
    }
    return ReceivedMessage.of(entry);
  }

  private ObjectNode told(String id, String body) throws IOException {
    JsonNode message = JSON.readTree(body);
    JsonNode data = message.path("data");
    ObjectNode told = data.deepCopy();
    if (told.has("file")) {
      ((ObjectNode) told.get("file")).remove("content");
    }
    JsonNode repository = data.path("repository");
    ObjectNode entry = JSON.createObjectNode();
    entry
        .put("type", message.path("type").asText())
        .put(
            "repository",
            repository.isObject()
                ? repository.path("owner").asText() + "/" + repository.path("name").asText()
                : null)
        .put("path", data.at("/file/path").asText(null))
        .put("sha256", data.at("/file/sha256").asText(null))
        .put("duplicate", handled.contains(id));
    entry.set("generation", data.get("generation"));
    entry.set("commit", data.get("commit"));
    entry.set("data", told);
    return entry;
  }

  private Fault faultFor(ReceivedMessage message) {
    for (Iterator<Fault> each = faults.iterator(); each.hasNext(); ) {
      Fault fault = each.next();
      if (fault.meets(message.type(), message.path())) {
        if (fault.times() > 0) {
          int at = faults.indexOf(fault);
          if (fault.times() == 1) {
            each.remove();
          } else {
            faults.set(at, fault.times(fault.times() - 1));
          }
        }
        return fault;
      }
    }
    return null;
  }

  private static ObjectNode entry(ReceivedMessage message, Fault fault) {
    ObjectNode entry = JSON.valueToTree(message);
    if (fault != null) {
      entry.put("fault", fault.kind().name());
    }
    return entry;
  }

  private ReceivedMessage applied(ReceivedMessage message, JsonNode whole, Fault fault) {
    ObjectNode entry = entry(message, fault);
    if (!message.duplicate() && message.repository() != null) {
      apply(message, whole.path("data"), entry);
    }
    boolean taken = !entry.path("broken").asBoolean();
    if (taken) {
      handled.add(message.id());
    }
    return ReceivedMessage.of(entry.put("taken", taken));
  }

  private void apply(ReceivedMessage message, JsonNode data, ObjectNode entry) {
    SortedMap<String, Kept> files =
        kept.computeIfAbsent(message.repository(), any -> new TreeMap<>());
    if (message.type().equals("file.deleted")) {
      files.remove(message.path());
      entry.put("whole", true);
      return;
    }
    if (!message.type().equals("file.created") && !message.type().equals("file.updated")) {
      return;
    }
    JsonNode file = data.path("file");
    if (message.type().equals("file.updated")) {
      Kept previous = files.get(message.path());
      entry.put(
          "previousWrong",
          previous == null || !previous.sha256().equals(data.path("previousSha256").asText()));
    }
    byte[] content = assembled(file);
    if (content == null) {
      return;
    }
    String sha256 = sha256(content);
    if (content.length != file.path("size").asLong(-1) || !sha256.equals(message.sha256())) {
      entry.put("broken", true);
      return;
    }
    entry.put("whole", true);
    entry.put(
        "displaced",
        files
            .keySet()
            .removeIf(
                other ->
                    other.startsWith(message.path() + "/")
                        || message.path().startsWith(other + "/")));
    String link = new String(content, StandardCharsets.UTF_8);
    files.put(
        message.path(),
        new Kept(sha256, FolderComparison.description(file.path("mode").asText(), sha256, link)));
  }

  /** The content of a file that is whole now; null if chunks are missing. */
  private byte[] assembled(JsonNode file) {
    String text = file.path("content").asText();
    byte[] content =
        file.path("encoding").asText().equals("base64")
            ? Base64.getDecoder().decode(text)
            : text.getBytes(StandardCharsets.UTF_8);
    JsonNode chunk = file.path("chunk");
    if (!chunk.isObject()) {
      return content;
    }
    String id = chunk.path("id").asText();
    byte[][] pieces = parts.computeIfAbsent(id, any -> new byte[chunk.path("total").asInt()][]);
    pieces[chunk.path("index").asInt()] = content;
    if (Arrays.asList(pieces).contains(null)) {
      return null;
    }
    parts.remove(id);
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    Arrays.stream(pieces).forEach(together::writeBytes);
    return together.toByteArray();
  }

  /** The digest of bytes, in hexadecimal digits. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public void close() {
    heal();
    server.stop(0);
    threads.shutdownNow();
  }
}
