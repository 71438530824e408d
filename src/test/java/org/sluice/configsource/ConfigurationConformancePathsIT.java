package org.sluice.configsource;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.StockGitServer;

/**
 * Holds Sluice's search paths to those of a Spring Cloud Config Server that reads the same
 * repository.
 */
class ConfigurationConformancePathsIT {

  private static final List<String> PATHS =
      List.of(
          "common",
          "/slashed/",
          "{application}",
          "{application}/{profile}",
          "by-{label}",
          "wild*",
          "*-config",
          "deep/**/end",
          "star/*/{profile}",
          "missing/{application}",
          "common");

  @TempDir private static Path temp;

  private static ConfigRepository repository;
  private static SpringConfigServer peer;
  private static SluiceAnswers answers;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(SpringConfigServer.isBuilt() && StockGitServer.isInstalled());
    repository = ConfigRepository.create(temp.resolve("config.git"));
    repository.commit("main", files(), Map.of());
    repository.commit("feature/one", files(), Map.of());
    peer =
        SpringConfigServer.start(
            temp.resolve("peer"),
            repository.folder(),
            "spring.cloud.config.server.git.search-paths=" + String.join(",", PATHS));
    answers = SluiceAnswers.of(repository.folder(), PATHS);
  }

  @AfterAll
  static void stop() throws IOException {
    if (answers != null) {
      answers.close();
    }
    if (peer != null) {
      peer.close();
    }
    if (repository != null) {
      repository.close();
    }
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String folder :
        List.of(
            "",
            "common/",
            "slashed/",
            "shop/",
            "shop/dev/",
            "cart/",
            "cart/prod/",
            "by-main/",
            "by-feature/one/",
            "wild1/",
            "wild-2/",
            "wild/",
            "wildly/below/",
            "a-config/",
            "b-config/",
            "deep/end/",
            "deep/one/end/",
            "deep/one/two/end/",
            "deep/one-two/end/",
            "star/one/dev/",
            "star/two/dev/",
            "star/two/prod/",
            "other/")) {
      for (String name :
          List.of("application.yml", "shop.yml", "shop-dev.properties", "cart.yml")) {
        files.put(folder + name, ConfigRepository.utf8("from: " + folder + name + "\n"));
      }
      files.put(folder + "plain.txt", ConfigRepository.utf8(folder + " ${from}"));
      files.put(folder + "plain-prod.txt", ConfigRepository.utf8(folder + " of prod"));
    }
    files.remove("plain.txt");
    files.put("wildfile", ConfigRepository.utf8("no folder"));
    return files;
  }

  @Test
  void foldersAreSearchedAlike() throws Exception {
    List<Asked> questions = new ArrayList<>();
    for (String application : List.of("shop", "cart", "shop,cart", "unknown", "application")) {
      for (String profile : List.of("default", "dev", "dev,prod", "unknown")) {
        for (String label : List.of("", "/main", "/feature(_)one")) {
          questions.add(Asked.of("/" + application + "/" + profile + label));
        }
        questions.add(Asked.of("/" + application + "-" + profile + ".yml"));
        for (String file : List.of("plain.txt", "one/plain.txt", "end/plain.txt")) {
          questions.add(Asked.of("/" + application + "/" + profile + "/main/" + file));
          questions.add(Asked.of("/" + application + "/" + profile + "/feature(_)one/" + file));
        }
      }
    }
    new Conformance(peer, answers, List.of()).compare(questions);
  }
}
