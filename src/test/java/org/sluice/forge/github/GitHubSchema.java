package org.sluice.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sluice.rest.Json;
import org.sluice.testing.NodeServer;
import org.sluice.testing.Relay;

/**
 * What GitHub publishes of its API, as a proxy before a stub: {@code prism} holds every request and
 * every answer to it.
 */
final class GitHubSchema implements AutoCloseable {

  private static final List<String> READ =
      List.of(
          "/user",
          "/user/repos",
          "/users/{username}",
          "/users/{username}/repos",
          "/orgs/{org}/repos",
          "/repos/{owner}/{repo}",
          "/repos/{owner}/{repo}/pulls",
          "/repos/{owner}/{repo}/pulls/{pull_number}",
          "/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
          "/repos/{owner}/{repo}/commits",
          "/repos/{owner}/{repo}/commits/{ref}/check-runs",
          "/repos/{owner}/{repo}/commits/{ref}/statuses",
          "/repos/{owner}/{repo}/actions/runs");

  private final Path document;
  private final NodeServer prism;
  private final Relay relay;

  private GitHubSchema(URI stub) throws IOException {
    document = Files.createTempFile("github", ".json");
    Files.write(document, Json.mapper().writeValueAsBytes(document()));
    prism =
        NodeServer.start(
            "@stoplight/prism-cli/dist/index.js",
            port ->
                List.of(
                    "proxy",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    document.toString(),
                    stub.toString()));
    relay = Relay.start().to(prism.address()).leadingHere(stub);
  }

  /** Puts it before a stub; the test is skipped where it is not installed. */
  static GitHubSchema before(URI stub) {
    NodeServer.assumeInstalled();
    try {
      return new GitHubSchema(stub);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** What Sluice reads, out of all that there is: reading the whole takes a minute. */
  private static JsonNode document() throws IOException {
    ObjectNode whole =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    NodeServer.installed("@octokit/openapi/generated/api.github.com.json")
                        .toFile());
    JsonNode paths = whole.get("paths");
    whole.remove(List.of("webhooks", "x-webhooks"));
    ObjectNode read = whole.putObject("paths");
    for (String path : READ) {
      ObjectNode get = (ObjectNode) paths.required(path).required("get");
      // The schema names it for some reads; GitHub answers so to all that are conditional.
      ((ObjectNode) get.required("responses")).putObject("304").put("description", "Unchanged");
      read.putObject(path).set("get", get);
    }
    return whole;
  }

  /** Where the stub is asked through it. */
  URI root() {
    return relay.root();
  }

  /** How many requests it has seen. */
  int asked() {
    return relay.passed().size();
  }

  /** What broke the schema: each request with what was wrong about it or its answer. */
  List<String> violations() {
    return relay.passed().stream()
        .filter(each -> !each.target().equals("/graphql"))
        .flatMap(
            each ->
                Stream.concat(
                        each.headers().allValues("sl-violations").stream(),
                        Stream.of(each.body()).filter(body -> body.contains("prism/errors")))
                    .map(said -> each.target() + " " + each.status() + ": " + said))
        .toList();
  }

  @Override
  public void close() {
    relay.close();
    prism.close();
    try {
      Files.deleteIfExists(document);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
