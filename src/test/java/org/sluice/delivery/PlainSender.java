package org.sluice.delivery;

import static org.sluice.git.GitCommand.git;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.rest.Json;
import org.sluice.testing.WebhookSecret;

/** Sends what differs between commits in the plainest way there is, to try receivers with. */
final class PlainSender {

  private record Known(String mode, String blob, String sha256) {}

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int WHOLE = 1 << 20;
  private static final int CHUNK = 512 << 10;

  private final String url;
  private final String[] secrets;
  private final Map<String, Known> sent = new TreeMap<>();

  PlainSender(String url, String... secrets) {
    this.url = url;
    this.secrets = secrets;
  }

  /** Sends what differs from the commit that it was given before. */
  void send(Path bare, String commit) throws IOException {
    Map<String, Known> tree = new TreeMap<>();
    for (String line : git(bare, "ls-tree", "-rz", commit).split("\0")) {
      if (!line.isEmpty()) {
        String[] part = line.substring(0, line.indexOf('\t')).split(" ");
        tree.put(line.substring(line.indexOf('\t') + 1), new Known(part[0], part[2], null));
      }
    }
    for (String path : sent.keySet().stream().filter(path -> !tree.containsKey(path)).toList()) {
      sent.remove(path);
      ObjectNode data = data(commit, path);
      taken("file.deleted", data);
    }
    for (Map.Entry<String, Known> file : tree.entrySet()) {
      Known before = sent.get(file.getKey());
      Known now = file.getValue();
      if (before == null
          || !before.blob().equals(now.blob())
          || !before.mode().equals(now.mode())) {
        String sha256 = send(bare, commit, file.getKey(), now, before);
        sent.put(file.getKey(), new Known(now.mode(), now.blob(), sha256));
      }
    }
  }

  private String send(Path bare, String commit, String path, Known file, Known before)
      throws IOException {
    byte[] content =
        file.mode().equals("160000")
            ? file.blob().getBytes(StandardCharsets.US_ASCII)
            : content(bare, file.blob());
    String sha256 = ModelReceiver.sha256(content);
    int total = content.length > WHOLE ? (content.length + CHUNK - 1) / CHUNK : 1;
    String chunkId = UUID.randomUUID().toString();
    for (int index = 0; index < total; index++) {
      byte[] piece =
          total == 1
              ? content
              : Arrays.copyOfRange(
                  content, index * CHUNK, Math.min(content.length, (index + 1) * CHUNK));
      ObjectNode data = data(commit, path);
      ObjectNode sentFile = (ObjectNode) data.get("file");
      sentFile.put("size", content.length).put("sha256", sha256).put("mode", file.mode());
      put(sentFile, piece);
      if (total > 1) {
        sentFile.putObject("chunk").put("id", chunkId).put("index", index).put("total", total);
      }
      if (before != null) {
        data.put("previousSha256", before.sha256());
      }
      taken(before == null ? "file.created" : "file.updated", data);
    }
    return sha256;
  }

  private static void put(ObjectNode file, byte[] piece) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(piece)).toString();
      file.put("content", text).put("encoding", "utf-8");
    } catch (CharacterCodingException binary) {
      file.put("content", Base64.getEncoder().encodeToString(piece)).put("encoding", "base64");
    }
  }

  private static byte[] content(Path bare, String blob) throws IOException {
    Path file = Files.createTempFile("blob", null);
    try {
      Process process =
          new ProcessBuilder("git", "cat-file", "blob", blob)
              .directory(bare.toFile())
              .redirectOutput(file.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException("no blob " + blob);
      }
      return Files.readAllBytes(file);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    } finally {
      Files.delete(file);
    }
  }

  private static ObjectNode data(String commit, String path) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.putObject("repository").put("owner", "team").put("name", "app");
    data.put("generation", 1).put("commit", commit);
    data.putObject("file").put("path", path);
    return data;
  }

  private void taken(String type, ObjectNode data) throws IOException {
    int status = post(UUID.randomUUID().toString(), type, data);
    if (status != 200) {
      throw new AssertionError(type + " of " + data.at("/file/path") + " was answered " + status);
    }
  }

  /** Posts one message and gives the answer's status. */
  int post(String id, String type, ObjectNode data) throws IOException {
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("type", type).put("timestamp", Instant.now().toString()).set("data", data);
    String body = Json.mapper().writeValueAsString(message);
    String signatures =
        Stream.of(secrets)
            .map(secret -> new WebhookSecret(secret).sign(id, timestamp, body))
            .collect(Collectors.joining(" "));
    try {
      return CLIENT
          .send(
              HttpRequest.newBuilder(URI.create(url))
                  .timeout(Duration.ofSeconds(30))
                  .header("webhook-id", id)
                  .header("webhook-timestamp", timestamp)
                  .header("webhook-signature", signatures)
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }
}
