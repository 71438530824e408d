package org.sluice.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.sluice.rest.Json;
import org.sluice.testing.NodeServer;

/**
 * The program {@code src/test/node/receiver.js} in a process of its own: it verifies messages with
 * packages that others wrote, and keeps folders below {@code target/tmp}. It has as many endpoints
 * as are asked for.
 */
public final class NodeReceiver implements AutoCloseable {

  private static final Path TEMPORARY =
      Path.of(System.getProperty("sluice.test.target", "target")).toAbsolutePath().resolve("tmp");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final Path folder;
  private final NodeServer server;

  private NodeReceiver(Path folder, NodeServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Starts one; skips the test where Node is not installed. */
  public static NodeReceiver start() {
    NodeServer.assumeInstalled();
    try {
      Path folder = Files.createTempDirectory(Files.createDirectories(TEMPORARY), "receiver");
      return new NodeReceiver(
          folder,
          NodeServer.startOwn(
              "receiver.js", port -> List.of(Integer.toString(port), folder.toString())));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Whether its process is there. */
  public boolean isAlive() {
    return server.isAlive();
  }

  /** Ends its process at once. */
  public void kill() {
    server.kill();
  }

  /** Starts it again after its end, on the same port and folder. */
  public void startAgain() {
    server.startAgain();
  }

  /** The endpoint of that name, with secrets, faults, folders and a log of its own. */
  public Endpoint endpoint(String name) {
    return new Endpoint(name);
  }

  /** Ends it and deletes its folder. */
  @Override
  public void close() {
    server.close();
    FolderComparison.delete(folder);
  }

  /** What receives for one subscriber. */
  public final class Endpoint implements Receiver {

    private final String name;

    private Endpoint(String name) {
      this.name = name;
    }

    @Override
    public String url() {
      return server.address() + "/in/" + name;
    }

    @Override
    public void accept(String... secrets) {
      control("PUT", "/secrets", secrets);
    }

    @Override
    public void fail(Fault fault) {
      control("POST", "/faults", fault);
    }

    @Override
    public void heal() {
      control("DELETE", "/faults", null);
    }

    @Override
    public int hanging() {
      return counts().path("hanging").asInt();
    }

    @Override
    public List<ReceivedMessage> log() {
      List<ReceivedMessage> messages = new ArrayList<>();
      control("GET", "/log", null).forEach(entry -> messages.add(ReceivedMessage.of(entry)));
      return messages;
    }

    @Override
    public int filesTaken() {
      return counts().path("files").asInt();
    }

    @Override
    public SortedMap<String, String> files(String repository) {
      return FolderComparison.ofFolder(folder(repository));
    }

    /** Where the files of a repository lie; it is there once something was told of it. */
    public Path folder(String repository) {
      return folder.resolve(name).resolve("files").resolve(repository);
    }

    /** How many {@code messages}, {@code duplicates}, {@code unverified}, {@code broken} … came. */
    public JsonNode counts() {
      return control("GET", "", null);
    }

    private JsonNode control(String method, String what, Object body) {
      URI uri = URI.create(server.address() + "/control/" + name + what);
      try {
        HttpRequest.BodyPublisher sent =
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.mapper().writeValueAsString(body));
        HttpResponse<String> answer =
            CLIENT.send(
                HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(30))
                    .method(method, sent)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new AssertionError(method + " " + uri + ": " + answer.body());
        }
        return Json.mapper().readTree(answer.body());
      } catch (IOException failed) {
        throw new UncheckedIOException(method + " " + uri, failed);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stopped);
      }
    }
  }
}
