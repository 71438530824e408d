package org.sluice.configsource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The peer of the tests: a Spring Cloud Config Server that answers from a bare repository. */
final class SpringConfigServer implements ConfigurationServer, AutoCloseable {

  private static final String NAME = "config-server";

  private final HttpClient client = HttpClient.newHttpClient();
  private final SpringProgram program;

  private SpringConfigServer(SpringProgram program) {
    this.program = program;
  }

  /** Whether the program is there; says so on standard output if not. */
  static boolean isBuilt() {
    return SpringProgram.isBuilt(NAME);
  }

  /**
   * Starts one.
   *
   * @param work a folder of the test's own
   * @param repository a bare repository
   * @param settings more of Spring's, without the hyphens before them
   */
  static SpringConfigServer start(Path work, Path repository, String... settings)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spring.cloud.config.server.git.uri=" + repository,
                "spring.cloud.config.server.git.basedir=" + work.resolve("clone"),
                "spring.cloud.config.server.git.default-label=main",
                // Else it fetches for each request.
                "spring.cloud.config.server.git.refresh-rate=3600",
                // Else whatever goes wrong is told as a missing branch "master".
                "spring.cloud.config.server.git.try-master-branch=false"));
    all.addAll(List.of(settings));
    return new SpringConfigServer(SpringProgram.start(NAME, work, all));
  }

  /** Where it answers, without a slash at the end. */
  String address() {
    return program.address();
  }

  @Override
  public Answered ask(Asked asked) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(program.address() + asked.path()));
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
  public void close() {
    program.close();
  }
}
