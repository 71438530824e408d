package org.sluice.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;

/** Filters that people keep. */
class SavedFiltersIT {

  private static final String PATH = "/me/filters";
  private static final String NAME_TAKEN = "There is a filter of that name already.";

  private static RunningSluice sluice;

  private Api ana;
  private Api ben;

  @BeforeAll
  static void server() {
    sluice = RunningSluice.shared();
  }

  @BeforeEach
  void people() {
    Team team = Team.on(sluice);
    ana = team.maintainer();
    ben = team.viewer();
  }

  private static Map<String, String> filter(String list, String name, String query) {
    return Map.of("list", list, "name", name, "query", query);
  }

  private static List<String> names(Api who, String query) {
    List<String> names = new ArrayList<>();
    who.get(PATH + query)
        .expect(200)
        .json()
        .path("items")
        .forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  @Test
  void aFilterIsKeptShownRenamedAndDeleted() {
    Answer made =
        ana.post(PATH, filter("REPOSITORIES", " Failed ", "?mirrorStatus=FAILED&page=3&q=a%20b"))
            .expect(201);
    assertThat(made.json().path("name").asText()).isEqualTo("Failed");
    assertThat(made.json().path("query").asText()).isEqualTo("mirrorStatus=FAILED&q=a+b");
    String path = PATH + "/" + made.locationId();
    Answer shown = ana.get(path).expect(200);
    assertThat(shown.json()).isEqualTo(made.json());
    Answer renamed =
        ana.with("If-Match", shown.header("ETag"))
            .patch(path, Map.of("name", "Broken", "query", ""))
            .expect(200);
    assertThat(renamed.json().path("name").asText()).isEqualTo("Broken");
    assertThat(renamed.json().path("query").asText()).isEmpty();
    assertThat(renamed.header("ETag")).isNotEqualTo(shown.header("ETag"));
    Answer late = ana.with("If-Match", shown.header("ETag")).patch(path, Map.of("name", "Late"));
    assertThat(late.status()).isEqualTo(412);
    ana.delete(path).expect(204);
    ana.get(path)
        .expectProblem(404, "Not Found", "not-found", "There is no such saved filter.", path);
  }

  @Test
  void aNameIsKeptOnceOfEachList() {
    String id = ana.post(PATH, filter("REPOSITORIES", "Mine", "tag=a")).expect(201).locationId();
    Answer again = ana.post(PATH, filter("REPOSITORIES", "mINE", "tag=b"));
    again.expectProblem(409, "Conflict", "filter-name-taken", NAME_TAKEN, PATH);
    assertThat(again.header("Location")).endsWith(PATH + "/" + id);
    String other =
        ana.post(PATH, filter("DASHBOARD", "Mine", "light=RED")).expect(201).locationId();
    String second = ana.post(PATH, filter("REPOSITORIES", "Other", "")).expect(201).locationId();
    ana.patch(PATH + "/" + second, Map.of("name", "Mine"))
        .expectProblem(409, "Conflict", "filter-name-taken", NAME_TAKEN, PATH + "/" + second);
    // Its own name is not in its way.
    ana.patch(PATH + "/" + other, Map.of("name", "MINE")).expect(200);
    assertThat(names(ana, "")).containsExactly("Mine", "Other", "MINE");
    assertThat(names(ana, "?list=DASHBOARD")).containsExactly("MINE");
    assertThat(names(ana, "?size=1&page=2")).containsExactly("Other");
  }

  @Test
  void nobodySeesThoseOfOthers() {
    String path = PATH + "/" + ana.post(PATH, filter("DASHBOARD", "Red", "light=RED")).locationId();
    assertThat(names(ben, "")).isEmpty();
    for (Answer answer :
        List.of(ben.get(path), ben.patch(path, Map.of("name", "Mine")), ben.delete(path))) {
      answer.expectProblem(404, "Not Found", "not-found", "There is no such saved filter.", path);
    }
    ben.post(PATH, filter("DASHBOARD", "Red", "light=RED")).expect(201);
    assertThat(names(ana, "")).containsExactly("Red");
  }

  @Test
  void oneKeepsFiftyAtMost() {
    for (int i = 0; i < SavedFilterService.MOST; i++) {
      ana.post(PATH, filter(i % 2 == 0 ? "REPOSITORIES" : "DASHBOARD", "no " + i, "")).expect(201);
    }
    ana.post(PATH, filter("REPOSITORIES", "one more", ""))
        .expectProblem(
            409,
            "Conflict",
            "too-many-filters",
            "One keeps 50 filters at most. Delete one first.",
            PATH);
    JsonNode page = ana.get(PATH).json();
    assertThat(page.path("total").asInt()).isEqualTo(50);
  }

  @Test
  void whoIsNotKnownOrMayNotWriteIsRefused() {
    String path = PATH + "/" + ana.post(PATH, filter("DASHBOARD", "Red", "")).locationId();
    Api nobody = sluice.api();
    Map<String, String> wanted = filter("DASHBOARD", "Red", "");
    for (Answer answer :
        List.of(
            nobody.get(PATH),
            nobody.post(PATH, wanted),
            nobody.get(path),
            nobody.patch(path, Map.of()),
            nobody.delete(path))) {
      assertThat(answer.status()).isEqualTo(401);
    }
    String token =
        ana.post("/tokens", Map.of("name", "reader", "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    Api reader = sluice.api().bearer(token);
    assertThat(reader.get(path).status()).isEqualTo(200);
    for (Answer answer :
        List.of(reader.post(PATH, wanted), reader.patch(path, Map.of()), reader.delete(path))) {
      assertThat(answer.status()).isEqualTo(403);
    }
  }

  @Test
  void whatIsNotWellFormedIsRefused() {
    String shape =
        "must be the part of an address behind the question mark, such as tag=java, of at most 2000"
            + " characters";
    ana.post(PATH, Map.of("name", "a", "query", "")).expectInvalid("list", "is required", PATH);
    ana.post(PATH, filter("DASHBOARD", " ", "")).expectInvalid("name", "is required", PATH);
    ana.post(PATH, filter("DASHBOARD", "a".repeat(101), ""))
        .expectInvalid("name", "may have 100 characters", PATH);
    ana.post(PATH, filter("DASHBOARD", "a\u0007", ""))
        .expectInvalid("name", "may not hold control characters", PATH);
    for (String query : List.of("light", "li ght=RED", "q=%0", "q=%00", "q=" + "a".repeat(2000))) {
      ana.post(PATH, filter("DASHBOARD", "a", query)).expectInvalid("query", shape, PATH);
    }
    ana.post(PATH, Map.of("list", "DASHBOARD", "name", "a")).expectInvalid("query", shape, PATH);
    assertThat(ana.post(PATH, filter("JOBS", "a", "")).status()).isEqualTo(400);
    assertThat(ana.get(PATH + "?list=JOBS").status()).isEqualTo(400);
    String path = PATH + "/" + ana.post(PATH, filter("DASHBOARD", "a", "")).locationId();
    ana.patch(path, Map.of("list", "REPOSITORIES"))
        .expectInvalid("list", "is not a field that can be changed", path);
  }
}
