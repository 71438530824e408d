package org.sluice.configsource.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.configsource.ConfigCommit;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** What was seen of a Spring Cloud Config Server 5.0 is what is expected here. */
class ConfigAnswerTest {

  @TempDir private Path folder;

  private static List<String> names(ConfigAnswer answer) {
    return answer.propertySources().stream()
        .map(source -> source.name().replace("team:main:", ""))
        .toList();
  }

  private ConfigCommit commit(String... pathsAndContents) throws IOException {
    return ConfigCommit.of(folder, pathsAndContents);
  }

  @Test
  void profilesWinOverApplicationsAndThoseOverWhatIsShared() throws IOException {
    ConfigCommit commit =
        commit(
            "application.yml", "a: 1",
            "application-dev.yml", "a: 1",
            "application-prod.yml", "a: 1",
            "shop.yml", "a: 1",
            "shop-dev.yml", "a: 1",
            "cart.yml", "a: 1",
            "cart-prod.yml", "a: 1");
    assertThat(names(commit.ask("shop", "dev")))
        .containsExactly("shop-dev.yml", "application-dev.yml", "shop.yml", "application.yml");
    assertThat(names(commit.ask("shop,cart", "dev,prod")))
        .containsExactly(
            "cart-prod.yml",
            "application-prod.yml",
            "shop-dev.yml",
            "application-dev.yml",
            "cart.yml",
            "shop.yml",
            "application.yml");
    assertThat(names(commit.ask("unknown", "unknown"))).containsExactly("application.yml");
  }

  @Test
  void ofFormatsPropertiesWinAndJsonLoses() throws IOException {
    ConfigCommit commit =
        commit(
            "shop.json", "{\"a\": 1}",
            "shop.properties", "a=1",
            "shop.yaml", "a: 1",
            "shop.yml", "a: 1");
    assertThat(names(commit.ask("shop", "default")))
        .containsExactly("shop.properties", "shop.yml", "shop.yaml", "shop.json");
  }

  @Test
  void documentsHoldForProfilesAndTheLaterWins() throws IOException {
    ConfigCommit commit =
        commit(
            "shop.yml",
            """
            a: 1
            ---
            spring.config.activate.on-profile: dev
            a: 2
            ---
            spring.config.activate.on-profile: "prod & !dev"
            a: 3
            ---
            spring.config.activate.on-cloud-platform: kubernetes
            a: 4
            """);
    assertThat(names(commit.ask("shop", "dev,prod")))
        .containsExactly("shop.yml (document #1)", "shop.yml (document #0)");
    assertThat(names(commit.ask("shop", "prod")))
        .containsExactly("shop.yml (document #2)", "shop.yml (document #0)");
    assertThat(commit.ask("shop", "prod").value("a")).isEqualTo(3);
    assertThat(names(commit.ask("shop", "default"))).containsExactly("shop.yml (document #0)");
  }

  @Test
  void theFormerWayToNameAProfileIsStillRead() throws IOException {
    ConfigCommit commit = commit("shop.yml", "a: 1\n---\nspring.profiles: dev, test\na: 2\n");
    assertThat(commit.ask("shop", "test").value("a")).isEqualTo(2);
    assertThat(commit.ask("shop", "prod").value("a")).isEqualTo(1);
  }

  @Test
  void whatIsImportedWinsOverWhoImportsIt() throws IOException {
    ConfigCommit commit =
        commit(
            "shop.yml", "spring.config.import: extra/one.yml, extra/two.properties\na: 1",
            "shop-dev.yml", "a: 1",
            "extra/one.yml", "spring.config.import: three.yml\na: 1",
            "extra/one-dev.yml", "a: 1",
            "extra/two.properties", "a=1",
            "extra/three.yml", "a: 1");
    assertThat(names(commit.ask("shop", "dev")))
        .containsExactly(
            "extra/one-dev.yml",
            "shop-dev.yml",
            "extra/two.properties",
            "extra/three.yml",
            "extra/one.yml",
            "shop.yml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/app.yml",
        "file:/etc/app.yml",
        "classpath:app.yml",
        "http://127.0.0.1/app.yml",
        "../outside.yml",
        "configtree:/run/secrets/",
        "extra/*/"
      })
  void nothingIsImportedFromElsewhere(String location) throws IOException {
    ConfigCommit commit = commit("shop.yml", "spring.config.import: '" + location + "'\na: 1");
    assertThat(commit.ask("shop", "dev").unread())
        .containsExactly(
            new UnreadFile("shop.yml", "imports something that is no file of its repository"));
    assertThat(commit.ask("shop", "dev").value("a")).isEqualTo(1);
  }

  @Test
  void whatIsOptionalOrMissingIsLeftOutWithoutAWord() throws IOException {
    ConfigCommit commit =
        commit("shop.yml", "spring.config.import: ['optional:file:/etc/x.yml', no.yml]\na: 1");
    assertThat(commit.ask("shop", "dev").unread()).isEmpty();
  }

  @Test
  void profilesBringOthersUnlessNoneIsAskedFor() throws IOException {
    ConfigCommit commit =
        commit(
            "shop.yml",
            "spring.profiles:\n  include: inc\n  group: {dev: [db, mq], db: deep}\na: 1",
            "shop-inc.yml",
            "a: 1",
            "shop-dev.yml",
            "a: 1",
            "shop-db.yml",
            "a: 1",
            "shop-mq.yml",
            "a: 1",
            "shop-deep.yml",
            "a: 1");
    assertThat(names(commit.ask("shop", "dev")))
        .containsExactly(
            "shop-inc.yml",
            "shop-mq.yml",
            "shop-deep.yml",
            "shop-db.yml",
            "shop-dev.yml",
            "shop.yml");
    assertThat(names(commit.ask("shop", "default"))).containsExactly("shop.yml");
  }

  @Test
  void profilesThatBringEachOtherEnd() throws IOException {
    ConfigCommit commit =
        commit("shop.yml", "spring.profiles.group: {a: b, b: a}", "shop-b.yml", "x: 1");
    assertThat(names(commit.ask("shop", "a"))).containsExactly("shop-b.yml", "shop.yml");
  }

  @Test
  void aBrokenFileIsNamedAndTheRestIsServed() throws IOException {
    ConfigCommit commit =
        commit(
            "application.yml", "shared: 1",
            "shop.yml", "password: [secret\n",
            "shop-dev.properties", "a=1");
    ConfigAnswer answer = commit.ask("shop", "dev");
    assertThat(names(answer)).containsExactly("shop-dev.properties", "application.yml");
    assertThat(answer.unread())
        .containsExactly(new UnreadFile("shop.yml", "line 2 is not valid YAML"));
  }

  @Test
  void whatAFileMayNotSayIsNamedAndIgnored() throws IOException {
    ConfigCommit commit =
        commit(
            "shop-dev.yml", "spring.profiles.include: more\na: 1",
            "shop.yml", "spring.config.activate.on-profile: a & b | c\nb: 1",
            "shop.properties", "spring.config.activate.on-profile=dev\nspring.profiles.include=x",
            "application.yml", "spring.profiles.include: '-x'\nspring.config.import: ${l}\nl: ${l}",
            "shop-more.yml", "more: 1");
    ConfigAnswer answer = commit.ask("shop", "dev");
    assertThat(names(answer)).containsExactly("shop-dev.yml", "shop.properties");
    assertThat(answer.unread())
        .containsExactlyInAnyOrder(
            new UnreadFile(
                "shop-dev.yml", "names profiles, which only a file without a profile may"),
            new UnreadFile("shop.yml", "has a document whose expression of profiles is malformed"),
            new UnreadFile(
                "shop.properties", "names profiles in a document that only holds for some"),
            new UnreadFile(
                "application.yml",
                "has a document whose placeholders in spring.config lead back to themselves"));
  }

  @Test
  void anAnswerHoldsNoMoreThanItMay() throws IOException {
    StringBuilder keys = new StringBuilder();
    for (int key = 0; key < 40_000; key++) {
      keys.append("k").append(key).append("=\n");
    }
    ConfigCommit commit =
        commit(
            "shop.properties", keys.toString(),
            "shop-a.properties", keys.toString(),
            "shop-b.properties", keys.toString());
    assertThat(commit.ask("shop", "a").propertySources()).hasSize(2);
    assertThatThrownBy(() -> commit.ask("shop", "a,b"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE));
  }

  @Test
  void noQuestionAsksForFilesWithoutEnd() throws IOException {
    List<String> folders = new ArrayList<>();
    for (int folder = 0; folder < 100; folder++) {
      folders.add("d" + folder + "/x");
      folders.add("x");
    }
    ConfigCommit commit = commit(folders.toArray(String[]::new));
    String many =
        IntStream.range(0, 30).mapToObj(each -> "n" + each).collect(Collectors.joining(","));
    SearchPaths wide = SearchPaths.of(List.of("*"));
    assertThat(commit.ask("shop", "dev", wide).propertySources()).isEmpty();
    assertThatThrownBy(() -> commit.ask(many, many, wide))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE));
  }

  @Test
  void searchPathsComeAfterTheRootAndWin() throws IOException {
    ConfigCommit commit =
        commit(
            "shop.yml", "a: 1",
            "common/shop.yml", "a: 1",
            "shop/dev/shop.yml", "a: 1",
            "shop/dev/shop-dev.yml", "a: 1",
            "team-b/shop.yml", "a: 1",
            "team-a/shop.yml", "a: 1",
            "for/main/shop.yml", "a: 1",
            "deep/x/y/end/shop.yml", "a: 1",
            "team-c", "is no folder");
    SearchPaths paths =
        SearchPaths.of(
            List.of("common/", "{application}/{profile}", "team-*", "for/{label}", "deep/**/end"));
    assertThat(names(commit.ask("shop", "dev", paths)))
        .containsExactly(
            "shop/dev/shop-dev.yml",
            "deep/x/y/end/shop.yml",
            "for/main/shop.yml",
            "team-b/shop.yml",
            "team-a/shop.yml",
            "shop/dev/shop.yml",
            "common/shop.yml",
            "shop.yml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../b", "a\\b", " ", "a\u0000b"})
  void searchPathsStayInTheRepository(String pattern) {
    assertThatThrownBy(() -> SearchPaths.of(List.of(pattern)))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("searchPaths");
  }

  @Test
  void plainFilesOfProfilesComeFirst() throws IOException {
    ConfigCommit commit =
        commit(
            "app.conf",
            "x",
            "app-dev.conf",
            "x",
            "d.d/none",
            "x",
            "d.d/none-dev",
            "x",
            "shop/app.conf",
            "x",
            "shop/only.conf",
            "x");
    SearchPaths paths = SearchPaths.of(List.of("{application}"));
    assertThat(commit.plain("shop", "dev", "app.conf", paths)).contains("app-dev.conf");
    assertThat(commit.plain("shop", "prod,dev", "app.conf", paths)).contains("app-dev.conf");
    assertThat(commit.plain("shop", "default", "app.conf", paths)).contains("app.conf");
    assertThat(commit.plain("shop", "dev", "d.d/none", paths)).contains("d.d/none-dev");
    assertThat(commit.plain("shop", "dev", "only.conf", paths)).contains("shop/only.conf");
    assertThat(commit.plain("cart", "dev", "only.conf", paths)).isEmpty();
    assertThat(commit.plain("shop", "dev", "shop", paths)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../x", "/x", "a\\b", "a\u0000", ""})
  void pathsOfPlainFilesStayInTheRepository(String path) throws IOException {
    ConfigCommit commit = commit("x", "x");
    assertThatThrownBy(() -> commit.plain("shop", "dev", path, SearchPaths.ROOT))
        .isInstanceOf(DomainException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a..b   | dev
          a/b    | dev
          a%2fb  | dev
          a,,b   | dev
          a b    | dev
          shop   | -dev
          shop   | dev-
          shop   | dev,
          shop   | a/b
          shop   | d..v
          """)
  void namesAreJudged(String application, String profile) {
    assertThatThrownBy(() -> new Question(application, profile, null))
        .isInstanceOf(DomainException.class);
  }
}
