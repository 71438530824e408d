package org.sluice.configsource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** A Sluice and a Spring Cloud Config Server that answer from the same repository. */
public final class ConfigContest implements AutoCloseable {

  private static final int KEYS = 60;

  private final StockGitServer upstream;
  private final RunningSluice sluice;
  private final SpringConfigServer peer;
  private final String token;

  private ConfigContest(
      StockGitServer upstream, RunningSluice sluice, SpringConfigServer peer, String token) {
    this.upstream = upstream;
    this.sluice = sluice;
    this.peer = peer;
    this.token = token;
  }

  /**
   * Starts both.
   *
   * @param work a folder that is empty
   */
  public static ConfigContest start(Path work) throws IOException {
    if (!SpringConfigServer.isBuilt()) {
      throw new IllegalStateException("the peer is not built");
    }
    Path served = work.resolve("served");
    ConfigUpstream repository = ConfigUpstream.create(served.resolve("conf.git"));
    repository.push("main", files());
    StockGitServer upstream = StockGitServer.start(served);
    RunningSluice sluice = RunningSluice.with("bench-config").start();
    Api admin = sluice.admin();
    admin
        .post("/repositories", Map.of("name", "conf", "cloneUrl", upstream.url("conf.git")))
        .expect(201);
    admin.post("/config-sources", Map.of("name", "conf", "repository", "admin/conf")).expect(201);
    admin.post("/config-sources/conf/refresh", null).expect(200);
    String token =
        admin
            .post("/tokens", Map.of("name", "bench", "scopes", List.of("config:read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    SpringConfigServer peer = SpringConfigServer.start(work.resolve("peer"), repository.folder());
    return new ConfigContest(upstream, sluice, peer, token);
  }

  private static Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    for (String name : List.of("application", "application-prod", "shop", "shop-prod", "billing")) {
      StringBuilder text = new StringBuilder("server:\n");
      for (int i = 0; i < KEYS; i++) {
        text.append("  key").append(i).append(": value ").append(i).append(" of ").append(name);
        text.append('\n');
      }
      files.put(
          name + ".yml",
          text.append("list: [a, b, c]\nurl: http://${host:localhost}/\n").toString());
    }
    return files;
  }

  /** Where the peer answers. */
  public URI peer() {
    return URI.create(peer.address());
  }

  /** Where Sluice answers. */
  public URI sluice() {
    return sluice.address().resolve("/config");
  }

  /** Credentials for Sluice; the peer asks for none. */
  public String authorization() {
    return "Bearer " + token;
  }

  @Override
  public void close() throws IOException {
    peer.close();
    sluice.close();
    upstream.close();
  }
}
