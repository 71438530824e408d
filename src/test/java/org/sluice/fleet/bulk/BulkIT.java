package org.sluice.fleet.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;

/** What is done to many repositories at once. */
class BulkIT {

  private static final String DELETE = "/repositories/delete";
  private static final String TAGS = "/repositories/tags";
  private static final String RESYNC = "/repositories/resync";

  private static RunningSluice sluice;

  private Team team;
  private Api maintainer;

  @BeforeAll
  static void server() {
    sluice = RunningSluice.shared();
  }

  @BeforeEach
  void team() {
    team = Team.on(sluice);
    maintainer = team.maintainer();
  }

  private String track(String name) {
    return track(name, false).path("id").asText();
  }

  private JsonNode track(String name, boolean mirror) {
    Map<String, Object> wanted =
        Map.of(
            "namespace",
            team.name(),
            "name",
            name,
            "cloneUrl",
            "http://127.0.0.1:1/" + team.name() + "/" + name + ".git",
            "mirror",
            mirror);
    return maintainer.post("/repositories", wanted).expect(201).json();
  }

  /** Tracks one whose upstream nobody serves, so that its first sync is given up at once. */
  private String trackMirrored(String name) {
    JsonNode made = track(name, true);
    String job = made.path("lastJob").asText();
    maintainer.post("/jobs/" + job + "/cancel", null);
    Waiting.until(
        "the first sync of " + name + " has ended",
        Duration.ofSeconds(60),
        () -> !maintainer.get("/jobs/" + job).json().path("completedAt").isNull());
    return made.path("id").asText();
  }

  private void received(String name) {
    String subscriber =
        maintainer
            .post("/subscribers", Map.of("namespace", team.name(), "name", fresh("app")))
            .expect(201)
            .locationId();
    maintainer
        .post(
            "/subscriptions",
            Map.of("subscriberId", subscriber, "repository", team.name() + "/" + name))
        .expect(201);
  }

  private Map<String, Object> ours() {
    return Map.of("namespace", team.name());
  }

  private JsonNode ended(Api.Answer started) {
    String job = started.expect(202).json().path("id").asText();
    return Waiting.until(
        "job " + job + " has ended",
        Duration.ofSeconds(60),
        () -> maintainer.get("/jobs/" + job).expect(200).json(),
        seen -> !seen.path("completedAt").isNull());
  }

  private JsonNode items(JsonNode job) {
    return maintainer.get("/jobs/" + job.path("id").asText() + "/items").json().path("items");
  }

  private List<String> names(String query) {
    List<String> names = new ArrayList<>();
    maintainer
        .get("/repositories?namespace=" + team.name() + query)
        .expect(200)
        .json()
        .path("items")
        .forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  private List<JsonNode> audited(String action, String subject) {
    List<JsonNode> entries = new ArrayList<>();
    sluice
        .admin()
        .get("/audit?action=" + action + "&q=" + subject)
        .expect(200)
        .json()
        .path("items")
        .forEach(entries::add);
    return entries;
  }

  @Test
  void whatIsInUseStaysAndSaysWhyAndTheOthersAreDeleted() {
    List<String> ids = List.of(track("one"), track("two"), trackMirrored("used"));
    received("used");
    JsonNode job = ended(maintainer.post(DELETE, Map.of("repositoryIds", ids, "expected", 3)));
    assertThat(job.path("kind").asText()).isEqualTo("DELETION");
    assertThat(job.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(job.path("succeeded").asInt()).isEqualTo(2);
    assertThat(job.path("failed").asInt()).isEqualTo(1);
    JsonNode failed =
        maintainer
            .get("/jobs/" + job.path("id").asText() + "/items?status=FAILED")
            .json()
            .at("/items/0");
    assertThat(failed.at("/subject/name").asText()).isEqualTo(team.name() + "/used");
    assertThat(failed.at("/failure/kind").asText()).isEqualTo("CONFLICT");
    assertThat(failed.at("/failure/detail").asText())
        .isEqualTo("1 subscriber receives it. Delete its subscription first.");
    assertThat(names("")).containsExactly("used");
  }

  @Test
  void whoDeletesManyIsRecordedForTheJobAndForEach() {
    String id = track("gone");
    JsonNode job =
        ended(maintainer.post(DELETE, Map.of("repositoryIds", List.of(id), "expected", 1)));
    JsonNode each = audited("repository-deleted", team.name() + "/gone").get(0);
    assertThat(each.path("actor").asText()).isEqualTo(job.path("requestedBy").asText());
    assertThat(audited("deletion-started", ""))
        .anySatisfy(
            entry -> {
              assertThat(entry.path("actor").asText()).isEqualTo(job.path("requestedBy").asText());
              assertThat(entry.path("subject").asText()).isEqualTo("1 repositories");
              assertThat(entry.path("detail").asText()).contains(job.path("id").asText());
            });
  }

  @Test
  void aSelectionThatHasGrownIsNotDeleted() {
    track("one");
    track("two");
    Map<String, Object> wanted = Map.of("selection", ours(), "expected", 1);
    maintainer
        .post(DELETE, wanted)
        .expectProblem(
            409, "Conflict", "selection-changed", "The selection fits 2 repositories now.", DELETE);
    assertThat(names("")).containsExactly("one", "two");
    JsonNode job = ended(maintainer.post(DELETE, Map.of("selection", ours(), "expected", 2)));
    assertThat(job.path("succeeded").asInt()).isEqualTo(2);
    assertThat(names("")).isEmpty();
  }

  @Test
  void tagsAreGivenAndTakenByNameAndBySelection() {
    String one = track("one");
    track("two");
    JsonNode named =
        maintainer
            .post(TAGS, Map.of("repositoryIds", List.of(one), "add", List.of("java", "old")))
            .expect(200)
            .json();
    assertThat(named.toString()).isEqualTo("{\"changed\":1,\"unchanged\":0,\"refused\":0}");
    String before = maintainer.get("/repositories/" + team.name() + "/one").header("ETag");
    JsonNode selected =
        maintainer
            .post(
                TAGS, Map.of("selection", ours(), "add", List.of("java"), "remove", List.of("old")))
            .expect(200)
            .json();
    assertThat(selected.toString()).isEqualTo("{\"changed\":2,\"unchanged\":0,\"refused\":0}");
    assertThat(names("&tag=java")).containsExactly("one", "two");
    assertThat(names("&tag=old")).isEmpty();
    assertThat(maintainer.get("/repositories/" + team.name() + "/one").header("ETag"))
        .isNotEqualTo(before);
    JsonNode again =
        maintainer.post(TAGS, Map.of("selection", ours(), "add", List.of("java"))).json();
    assertThat(again.path("unchanged").asInt()).isEqualTo(2);
    assertThat(audited("repositories-tagged", ""))
        .anySatisfy(
            entry ->
                assertThat(entry.path("detail").asText())
                    .isEqualTo("+java -old on where:{namespace=" + team.name() + "}"));
  }

  @Test
  void whoHasTwentyTagsKeepsThem() {
    String id = track("full");
    List<String> twenty = IntStream.range(0, 20).mapToObj(i -> "tag" + i).toList();
    maintainer.post(TAGS, Map.of("repositoryIds", List.of(id), "add", twenty)).expect(200);
    JsonNode more =
        maintainer
            .post(TAGS, Map.of("repositoryIds", List.of(id), "add", List.of("more")))
            .expect(200)
            .json();
    assertThat(more.toString()).isEqualTo("{\"changed\":0,\"unchanged\":0,\"refused\":1}");
    JsonNode instead =
        maintainer
            .post(
                TAGS,
                Map.of(
                    "repositoryIds",
                    List.of(id),
                    "add",
                    List.of("more"),
                    "remove",
                    List.of("tag0")))
            .json();
    assertThat(instead.path("changed").asInt()).isEqualTo(1);
  }

  @Test
  void allWhoReceiveWhatIsSelectedAreSentEverythingAgain() {
    trackMirrored("one");
    String two = trackMirrored("two");
    track("nobody");
    received("one");
    received("one");
    received("two");
    JsonNode all = ended(maintainer.post(RESYNC, Map.of("selection", ours())));
    assertThat(all.path("kind").asText()).isEqualTo("RESYNC");
    assertThat(all.path("total").asInt()).isEqualTo(3);
    JsonNode named = ended(maintainer.post(RESYNC, Map.of("repositoryIds", List.of(two))));
    assertThat(named.path("total").asInt()).isEqualTo(1);
    assertThat(items(named).get(0).at("/subject/name").asText())
        .startsWith(team.name() + "/two to ");
    assertThat(audited("resync-started", "selected"))
        .anySatisfy(
            entry -> assertThat(entry.path("detail").asText()).endsWith("repositories:" + two));
  }

  @Test
  void whoMayNotIsRefused() {
    String id = track("one");
    for (String path : List.of(DELETE, TAGS, RESYNC)) {
      Map<String, Object> wanted =
          switch (path) {
            case DELETE -> Map.of("repositoryIds", List.of(id), "expected", 1);
            case TAGS -> Map.of("repositoryIds", List.of(id), "add", List.of("java"));
            default -> Map.of("repositoryIds", List.of(id));
          };
      assertThat(sluice.api().post(path, wanted).status()).isEqualTo(401);
      team.viewer()
          .post(path, wanted)
          .expectProblem(
              403,
              "Forbidden",
              "forbidden",
              "Only maintainers of " + team.name() + " may do this.",
              path);
      team.stranger()
          .post(path, wanted)
          .expectInvalid("repositoryIds", "names a repository that does not exist", path);
    }
    assertThat(names("")).containsExactly("one");
  }

  @Test
  void whatIsNotWellFormedIsRefused() {
    String id = track("one");
    List<String> ids = List.of(id);
    for (String path : List.of(DELETE, TAGS, RESYNC)) {
      maintainer
          .post(path, Map.of("colour", "red"))
          .expectInvalid("colour", "is not a field of this request", path);
    }
    maintainer
        .post(DELETE, Map.of("expected", 1))
        .expectInvalid("selection", "or repositoryIds is required", DELETE);
    maintainer
        .post(DELETE, Map.of("repositoryIds", ids))
        .expectInvalid("expected", "must be the number of repositories, at least 1", DELETE);
    maintainer
        .post(TAGS, Map.of("add", List.of("java")))
        .expectInvalid("selection", "or repositoryIds is required", TAGS);
    maintainer
        .post(TAGS, Map.of("repositoryIds", ids))
        .expectInvalid("add", "or remove must name a tag", TAGS);
    maintainer
        .post(TAGS, Map.of("repositoryIds", ids, "add", List.of("a,b")))
        .expectInvalid(
            "add", "must be words of up to 50 letters, digits, spaces and . _ : / -", TAGS);
    maintainer
        .post(TAGS, Map.of("repositoryIds", ids, "add", List.of("a"), "remove", List.of("a")))
        .expectInvalid("remove", "names a tag that add names too", TAGS);
    maintainer
        .post(RESYNC, Map.of("repositoryIds", ids, "selection", Map.of()))
        .expectInvalid("selection", "cannot stand beside repositoryIds", RESYNC);
    assertThat(names("")).containsExactly("one");
  }
}
