package org.sluice.configsource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** A running Sluice that mirrors a repository and answers from it. */
final class SluiceAnswers implements ConfigurationServer, AutoCloseable {

  /** Name of its source, with which names of documents begin. */
  static final String SOURCE = "conformance";

  private final HttpClient client = HttpClient.newHttpClient();
  private final StockGitServer upstream;
  private final String token;

  private SluiceAnswers(StockGitServer upstream, String token) {
    this.upstream = upstream;
    this.token = token;
  }

  /**
   * Has the shared Sluice follow a repository.
   *
   * @param repository a bare repository in a folder of the test's own
   */
  static SluiceAnswers of(Path repository, List<String> searchPaths) throws IOException {
    RunningSluice sluice = RunningSluice.shared();
    Api admin = sluice.admin();
    StockGitServer upstream = StockGitServer.start(repository.getParent());
    String name = Mirrors.fresh(SOURCE);
    new Mirrors(sluice).add(name, upstream.url(repository.getFileName().toString()));
    admin
        .post(
            "/config-sources",
            Map.of(
                "name",
                SOURCE,
                "repository",
                "admin/" + name,
                "searchPaths",
                searchPaths,
                "rank",
                0,
                "interval",
                "PT1H"))
        .expect(201);
    admin.post("/config-sources/" + SOURCE + "/refresh", null).expect(200);
    String token =
        admin
            .post("/tokens", Map.of("name", name, "scopes", List.of("config:read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    return new SluiceAnswers(upstream, token);
  }

  @Override
  public Answered ask(Asked asked) throws IOException, InterruptedException {
    URI address = URI.create(RunningSluice.shared().address().resolve("/config") + asked.path());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token);
    if (asked.accept() != null) {
      request.header("Accept", asked.accept());
    }
    HttpResponse<String> response =
        client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    return response.statusCode() == 200
        ? Answered.ok(response.body())
        : Answered.refused(response.statusCode());
  }

  @Override
  public void close() throws IOException {
    RunningSluice.shared().admin().delete("/config-sources/" + SOURCE).expect(204);
    upstream.close();
  }
}
