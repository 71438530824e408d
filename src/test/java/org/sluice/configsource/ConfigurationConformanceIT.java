package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.StockGitServer;

/**
 * Holds Sluice's answers to those of a Spring Cloud Config Server that reads the same repository.
 * What differs on purpose has a test of its own and a line in the guide.
 */
class ConfigurationConformanceIT {

  private static final List<String> PROFILES =
      List.of("default", "dev", "prod", "dev,prod", "prod,dev", "unknown");

  private static final List<Conformance.Meant> MEANT =
      List.of(
          // A key is a value in one file and a list in the other.
          new Conformance.Meant("/(main/)?listed-dev,prod\\.(yml|json).*", 500, 200),
          // A placeholder leads back to itself.
          new Conformance.Meant("/circular/[^/]+/main/circular.txt", 500, 400),
          // There is no such commit.
          new Conformance.Meant("/(shop/default/)?0{40}(/.*)?", 500, 404),
          // A file cannot be read: its rest is served.
          new Conformance.Meant("/broken[a-z]+/.*", 500, 200));

  @TempDir private static Path temp;

  private static ConfigRepository repository;
  private static SpringConfigServer peer;
  private static SluiceAnswers answers;
  private static String first;
  private static String tip;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(SpringConfigServer.isBuilt() && StockGitServer.isInstalled());
    repository = ConfigRepository.create(temp.resolve("config.git"));
    Map<String, byte[]> files = NastyConfiguration.files();
    files.putAll(NastyConfiguration.broken());
    files.putAll(NastyConfiguration.peculiar());
    first =
        repository.commit(
            "main", Map.of("application.yml", ConfigRepository.utf8("old: 1\n")), Map.of());
    repository.tag("v1", first);
    repository.commit(
        "feature/one", Map.of("shop.yml", ConfigRepository.utf8("feature: 1\n")), Map.of());
    repository.commit(
        "linked",
        Map.of("target.txt", ConfigRepository.utf8("target")),
        Map.of("link.txt", "target.txt"));
    tip = repository.commit("main", files, Map.of());
    peer = SpringConfigServer.start(temp.resolve("peer"), repository.folder());
    answers = SluiceAnswers.of(repository.folder(), List.of());
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

  private static List<String> applications() {
    return NastyConfiguration.files().keySet().stream()
        .filter(path -> path.matches("[^/]+\\.(yml|yaml|properties)"))
        .map(path -> path.replaceAll("\\.[a-z]+$", ""))
        .map(name -> name.matches("a-b.*") ? "a-b" : name.replaceAll("-.*", ""))
        .distinct()
        .sorted()
        .toList();
  }

  private static void compare(List<Asked> questions) throws IOException, InterruptedException {
    new Conformance(peer, answers, MEANT).compare(questions);
  }

  @Test
  void everyApplicationIsAnsweredAlikeForEveryProfile() throws Exception {
    List<Asked> questions = new ArrayList<>();
    for (String application : applications()) {
      for (String profile : PROFILES) {
        questions.add(Asked.of("/" + application + "/" + profile));
        questions.add(new Asked("/" + application + "/" + profile + "/main", Asked.WITH_ORIGINS));
      }
    }
    compare(questions);
  }

  @Test
  void everyFormIsWrittenAlike() throws Exception {
    List<Asked> questions = new ArrayList<>();
    for (String application : applications()) {
      for (String profile : List.of("default", "dev", "dev,prod")) {
        for (String form : List.of("yml", "properties", "json")) {
          String path = "/" + application + "-" + profile + "." + form;
          questions.add(Asked.of(path));
          questions.add(Asked.of("/main" + path + "?resolvePlaceholders=false"));
        }
      }
    }
    compare(questions);
  }

  @Test
  void severalApplicationsAreAnsweredAlike() throws Exception {
    List<Asked> questions = new ArrayList<>();
    for (String application :
        List.of("shop,cart", "cart,shop", "shop,unknown", "application", "shop,application")) {
      for (String profile : PROFILES) {
        questions.add(Asked.of("/" + application + "/" + profile));
        questions.add(Asked.of("/" + application + "-" + profile + ".yml"));
      }
    }
    compare(questions);
  }

  @Test
  void plainFilesAreFoundAndWrittenAlike() throws Exception {
    List<Asked> questions = new ArrayList<>();
    for (String file :
        List.of(
            "plain.txt",
            "sub/plain.txt",
            "sub/dotted.d/noending",
            "noending",
            ".hidden",
            "name%20with%20blank.txt",
            "page.html",
            "data.json",
            "circular.txt",
            "bytes.bin",
            "shop.yml",
            "missing.txt",
            "sub")) {
      for (String profile : PROFILES) {
        for (String application : List.of("shop", "circular", "nest")) {
          String path = "/" + application + "/" + profile + "/main/" + file;
          questions.add(Asked.of(path));
          questions.add(Asked.of(path + "?resolvePlaceholders=false"));
          questions.add(new Asked(path, Asked.RAW));
        }
      }
    }
    questions.add(Asked.of("/shop/dev/plain.txt?useDefaultLabel"));
    questions.add(new Asked("/shop/dev/plain.txt?useDefaultLabel", Asked.RAW));
    compare(questions);
  }

  @Test
  void labelsAreFoundAlike() throws Exception {
    List<Asked> questions = new ArrayList<>();
    for (String label :
        List.of(
            "main",
            "v1",
            "feature(_)one",
            first,
            tip,
            tip.substring(0, 7),
            "unknown",
            "0".repeat(40))) {
      questions.add(Asked.of("/shop/default/" + label));
      questions.add(Asked.of("/" + label + "/shop-default.yml"));
      questions.add(Asked.of("/shop/default/" + label + "/plain.txt"));
    }
    compare(questions);
  }

  @Test
  void whatIsBrokenIsRefusedThereAndServedWithoutItHere() throws Exception {
    compare(
        NastyConfiguration.broken().keySet().stream()
            .map(path -> path.replaceAll("[-.].*", ""))
            .distinct()
            .map(application -> Asked.of("/" + application + "/dev"))
            .toList());
  }

  @Test
  void linksLeadNowhere() throws Exception {
    Asked asked = Asked.of("/shop/default/linked/link.txt");
    assertThat(peer.ask(asked).body()).isEqualTo("target");
    assertThat(answers.ask(asked).status()).isEqualTo(404);
  }

  @Test
  void jsonIsReadHereToo() throws Exception {
    Asked asked = Asked.of("/onlyjson-default.properties");
    assertThat(peer.ask(asked).body()).doesNotContain("json.key");
    assertThat(answers.ask(asked).body()).contains("json.key: 1").contains("winner: properties");
  }

  @Test
  void xmlIsNotReadHere() throws Exception {
    Asked asked = Asked.of("/onlyxml-default.properties");
    assertThat(peer.ask(asked).body()).contains("xml.key: 1");
    assertThat(answers.ask(asked).body()).doesNotContain("xml.key");
  }

  @Test
  void binaryValuesAreReadableInProperties() throws Exception {
    Asked asked = Asked.of("/binary-default.properties");
    assertThat(peer.ask(asked).body()).contains("bytes: [B@");
    assertThat(answers.ask(asked).body()).contains("bytes: aGVsbG8=");
    compare(
        List.of(
            Asked.of("/binary/default"),
            Asked.of("/binary-default.yml"),
            Asked.of("/binary-default.json")));
  }

  @Test
  void namesAreRefusedAlike() throws Exception {
    compare(
        List.of(
            Asked.of("/shop/-dev"),
            Asked.of("/shop/dev-"),
            Asked.of("/shop/dev,"),
            Asked.of("/shop/dev%20x"),
            Asked.of("/shop/d+e_v.@1"),
            Asked.of("/shop..x/dev"),
            Asked.of("/shop%23x/dev"),
            Asked.of("/s+h_o.p@1/dev")));
  }
}
