package org.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.Aside;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;

/** Lists over HTTP: what would become of them, what became of them, and what is refused. */
@Tag("portable")
class ImportIT {

  private static final String PASSWORD = "a password of nobody's";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static RunningSluice sluice;
  private static HttpServer upstream;
  private static Api admin;
  private static String team;
  private static Api maintainer;
  private static Api viewer;

  @BeforeAll
  static void start() throws IOException {
    // Whoever checks the health of what came in finds a server on which nothing lies.
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    upstream.start();
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    Team made = Team.on(sluice);
    team = made.name();
    maintainer = made.maintainer();
    viewer = made.viewer();
  }

  @AfterAll
  static void stop() {
    upstream.stop(0);
  }

  /** An address on this machine where nothing is. */
  private static String at(String path) {
    return "http://127.0.0.1:" + upstream.getAddress().getPort() + "/" + path;
  }

  private static Answer send(Api api, String type, String query, Object body) {
    return api.with("Content-Type", type).send("POST", "/imports" + query, body);
  }

  private static JsonNode preview(Api api, String type, Object body) {
    return send(api, type, "?dryRun=true&namespace=" + team, body).expect(200).json();
  }

  private static JsonNode ended(Api api, String job) {
    return Waiting.until(
        "job " + job + " has ended",
        PATIENCE,
        () -> api.get("/jobs/" + job).expect(200).json(),
        seen -> !seen.path("completedAt").isNull());
  }

  private static List<String> items(Api api, String job, String status) {
    List<String> items = new ArrayList<>();
    api.get("/jobs/" + job + "/items?size=200&status=" + status)
        .expect(200)
        .json()
        .path("items")
        .forEach(
            item ->
                items.add(
                    item.path("position").asInt()
                        + " "
                        + item.path("subject").path("name").asText()
                        + " "
                        + (status.equals("FAILED")
                            ? item.path("failure").path("kind").asText()
                                + " "
                                + item.path("failure").path("detail").asText()
                            : item.path("result").asText())));
    return items;
  }

  @Test
  void aPreviewTellsOfEachLineAndStoresNothing() {
    String list =
        """
        url,name,stars
        %s,First,5
        %s,,
        https://ana:s3cret@git.example.org/a,,
        %s,a/b,
        """
            .formatted(at("p/one.git"), at("p//one/#readme"), at("p/two"));
    ObjectNode expected = Json.mapper().createObjectNode();
    expected.put("format", "CSV").put("total", 4).put("added", 1).put("duplicates", 1);
    expected.put("refused", 2);
    expected.putObject("reasons").put("CREDENTIALS", 1).put("NAME", 1).put("TWICE", 1);
    expected.putArray("passedOver").add("stars");
    ArrayNode lines = expected.putArray("lines");
    line(lines, 1, 2, at("p/one.git"), "First", "ADD", null, null);
    line(
        lines,
        2,
        3,
        at("p/one"),
        null,
        "DUPLICATE",
        "TWICE",
        "Line 3: names the same repository as line 2.");
    line(
        lines,
        3,
        4,
        "git.example.org/a",
        null,
        "REFUSED",
        "CREDENTIALS",
        "Line 4: has an address that holds a user or a password; those are given as a credential.");
    line(
        lines,
        4,
        5,
        at("p/two"),
        null,
        "REFUSED",
        "NAME",
        "Line 5: name may have 1 to 100 of the characters A-Z, a-z, 0-9, dot, _ and -.");
    expected.put("linesLeftOut", 0);
    long jobs = maintainer.get("/jobs").json().path("total").asLong();
    assertThat(preview(maintainer, "text/csv", list)).isEqualTo(expected);
    assertThat(preview(maintainer, "multipart/form-data; boundary=x", form(list)))
        .isEqualTo(expected);
    assertThat(maintainer.get("/jobs").json().path("total").asLong()).isEqualTo(jobs);
    maintainer.get("/repositories/" + team + "/First").expect(404);
  }

  private static void line(
      ArrayNode lines,
      int entry,
      int line,
      String url,
      String name,
      String verdict,
      String reason,
      String detail) {
    lines
        .addObject()
        .put("entry", entry)
        .put("line", line)
        .put("url", url)
        .put("namespace", name == null ? null : team)
        .put("name", name)
        .put("mirror", false)
        .put("verdict", verdict)
        .put("reason", reason)
        .put("detail", detail);
  }

  private static String form(String list) {
    return "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.bin\"\r\n"
        + "Content-Type: application/octet-stream\r\n\r\n"
        + list
        + "\r\n--x--\r\n";
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goodLinesGoInAndBadOnesSayWhy(boolean asForm) {
    String dir = fresh("d");
    String list =
        """
        # what we have
        %s
        %s
        nonsense
        %s?utm_source=mail
        https://ana:s3cret@git.example.org/a
        """
            .formatted(
                at(dir + "/one-" + dir + ".git"),
                at(dir + "/two-" + dir),
                at(dir + "/one-" + dir + "/"));
    Answer started =
        asForm
            ? send(
                maintainer,
                "multipart/form-data; boundary=x",
                "?tags=new,b&namespace=" + team,
                form(list))
            : send(maintainer, "text/plain", "?tags=new,b&namespace=" + team, list);
    String job = started.expect(202).locationId();
    assertThat(started.json().path("jobId").asText()).isEqualTo(job);
    assertThat(started.json().path("kind").asText()).isEqualTo("IMPORT");
    assertThat(started.json().path("total").asInt()).isEqualTo(5);
    JsonNode end = ended(maintainer, job);
    assertThat(end.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(end.path("succeeded").asInt()).isEqualTo(2);
    assertThat(end.path("skipped").asInt()).isEqualTo(1);
    assertThat(end.path("failed").asInt()).isEqualTo(2);
    assertThat(end.path("counters"))
        .isEqualTo(
            Json.mapper()
                .createObjectNode()
                .put("added", 2)
                .put("duplicates", 1)
                .put("refused", 2));
    assertThat(items(maintainer, job, "SUCCEEDED"))
        .containsExactly(
            "1 " + team + "/one-" + dir + " Added.", "2 " + team + "/two-" + dir + " Added.");
    assertThat(items(maintainer, job, "SKIPPED"))
        .containsExactly(
            "4 " + at(dir + "/one-" + dir) + " Line 5: names the same repository as line 2.");
    assertThat(items(maintainer, job, "FAILED"))
        .containsExactly(
            "3 line 4 NOT_A_REPOSITORY Line 4: has no address such as https://host/path.git.",
            "5 line 6 CREDENTIALS Line 6: has an address that holds a user or a password; those"
                + " are given as a credential.");
    JsonNode added = maintainer.get("/repositories/" + team + "/one-" + dir).expect(200).json();
    assertThat(added.path("cloneUrl").asText()).isEqualTo(at(dir + "/one-" + dir + ".git"));
    assertThat(added.path("tags").toString()).isEqualTo("[\"b\",\"new\"]");
    assertThat(added.path("mirror").path("enabled").asBoolean()).isFalse();
    assertThat(sluice.logText()).doesNotContain("s3cret");

    // The server looks at the two by itself, and at nothing else.
    JsonNode check =
        Waiting.until(
            "a check of health follows",
            PATIENCE,
            () -> check(job),
            found -> !found.isMissingNode() && !found.path("completedAt").isNull());
    assertThat(check.path("total").asInt()).isEqualTo(2);
    assertThat(check.path("trigger").asText()).isEqualTo("IMPORT");
    assertThat(
            maintainer
                .get("/repositories/" + team + "/two-" + dir)
                .json()
                .path("health")
                .path("checkedAt")
                .isNull())
        .isFalse();

    // Once more: everything is there, and what failed before fails again.
    String again = send(maintainer, "text/csv", "?namespace=" + team, list).locationId();
    JsonNode second = ended(maintainer, again);
    assertThat(second.path("status").asText()).isEqualTo("FAILED");
    assertThat(second.path("skipped").asInt()).isEqualTo(3);
    assertThat(items(maintainer, again, "SKIPPED"))
        .contains(
            "2 "
                + at(dir + "/two-" + dir)
                + " Line 3: is tracked already as "
                + team
                + "/two-"
                + dir
                + ".");
    String retry = maintainer.post("/jobs/" + again + "/retry", null).expect(202).locationId();
    assertThat(ended(maintainer, retry).path("failed").asInt()).isEqualTo(2);
  }

  @Test
  void twoImportsOfOneListAtOnceBringEachRepositoryOnce() {
    int entries = 400;
    String dir = fresh("both");
    String list =
        IntStream.range(0, entries)
            .mapToObj(i -> at(dir + "/" + dir + "-" + i))
            .collect(Collectors.joining("\n"));
    // One person's second request for the same is refused while the first is at work.
    List<String> jobs =
        Stream.of(maintainer, admin)
            .map(each -> Aside.supply(() -> send(each, "text/plain", "?namespace=" + team, list)))
            .toList()
            .stream()
            .map(sent -> sent.join().expect(202).locationId())
            .toList();
    assertThat(jobs).doesNotHaveDuplicates();
    int added = 0;
    int duplicates = 0;
    for (String job : jobs) {
      JsonNode end = ended(admin, job);
      JsonNode counters = end.path("counters");
      assertThat(end.path("total").asInt()).isEqualTo(entries);
      assertThat(end.path("succeeded").asInt()).isEqualTo(counters.path("added").asInt());
      assertThat(end.path("skipped").asInt())
          .isGreaterThanOrEqualTo(counters.path("duplicates").asInt());
      assertThat(items(admin, job, "SKIPPED"))
          .allMatch(each -> each.matches(".* (is tracked already as|Being worked on by job) .*"));
      assertThat(end.path("succeeded").asInt() + end.path("skipped").asInt())
          .as(items(admin, job, "FAILED").toString())
          .isEqualTo(entries);
      added += end.path("succeeded").asInt();
      duplicates += end.path("skipped").asInt();
    }
    assertThat(added).isEqualTo(entries);
    assertThat(duplicates).isEqualTo(entries);
    List<String> exported =
        maintainer
            .get("/repositories/export?format=csv")
            .expect(200)
            .text()
            .lines()
            .filter(line -> line.startsWith(at(dir + "/")))
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();
    assertThat(exported)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, entries).mapToObj(i -> at(dir + "/" + dir + "-" + i)).toList());
  }

  private static JsonNode check(String job) {
    for (JsonNode each :
        maintainer.get("/jobs?kind=HEALTH_CHECK").expect(200).json().path("items")) {
      if (each.path("selection").asText().equals("import:" + job)) {
        return each;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  @Test
  void mirrorsWaitForTheSchedule() {
    String dir = fresh("m");
    String list = "url,mirror,interval,name\n%s,true,PT2H,%s\n".formatted(at(dir + "/a"), dir);
    String job = send(maintainer, "text/csv", "?namespace=" + team, list).expect(202).locationId();
    assertThat(ended(maintainer, job).path("status").asText()).isEqualTo("SUCCEEDED");
    JsonNode added = maintainer.get("/repositories/" + team + "/" + dir).expect(200).json();
    assertThat(added.path("mirror").path("enabled").asBoolean()).isTrue();
    assertThat(added.path("mirror").path("syncInterval").asText()).isEqualTo("PT2H");
    assertThat(added.path("lastJob").isNull()).isTrue();
    Waiting.until(
        "the timer takes it",
        PATIENCE,
        () ->
            !maintainer
                .get("/repositories/" + team + "/" + dir)
                .json()
                .path("mirror")
                .path("lastAttemptAt")
                .isNull());
  }

  @Test
  void everyFormatIsTakenForWhatItIs() {
    String one = "https://github.com/acme/" + fresh("a");
    String two = "git@github.com:acme/" + fresh("b") + ".git";
    Map<String, String> lists =
        Map.of(
            "CSV", "name,url\n,%s\n,%s\n".formatted(one, two),
            "JSON", "{\"repositories\":[\"%s\",{\"url\":\"%s\"}]}".formatted(one, two),
            "OPML",
                "<?xml version=\"1.0\"?><opml><body><outline url=\"%s\"/><outline url=\"%s\"/></body></opml>"
                    .formatted(one, two),
            "BOOKMARKS",
                "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><A HREF=\"%s\">x</A><DT><A HREF=\"%s\">y</A></DL>"
                    .formatted(one, two),
            "TEXT", one + "\n" + two);
    for (Map.Entry<String, String> each : lists.entrySet()) {
      for (String type :
          List.of("text/csv", "application/json", "text/x-opml", "text/html", "text/plain")) {
        if (each.getKey().equals("TEXT") && type.equals("text/csv")) {
          // A column without a header, which is the same.
          continue;
        }
        JsonNode seen = preview(maintainer, type, each.getValue());
        assertThat(seen.path("format").asText()).isEqualTo(each.getKey());
        assertThat(seen.path("added").asInt()).as(each.getKey()).isEqualTo(2);
      }
    }
  }

  @Test
  void twentyThousandLinesArePreviewed() {
    StringBuilder list = new StringBuilder("\uFEFFurl,note\r\n");
    IntStream.range(0, 20_000)
        .forEach(
            i ->
                list.append(i % 4 == 3 ? "nonsense" : "https://github.com/acme/r" + i / 2)
                    .append(",\"r\r\n\"\r\n"));
    JsonNode seen = preview(maintainer, "text/csv", list.toString());
    assertThat(seen.path("total").asInt()).isEqualTo(20_000);
    assertThat(seen.path("added").asInt()).isEqualTo(10_000);
    assertThat(seen.path("duplicates").asInt()).isEqualTo(5_000);
    assertThat(seen.path("refused").asInt()).isEqualTo(5_000);
    assertThat(seen.path("reasons").path("NOT_A_REPOSITORY").asInt()).isEqualTo(5_000);
    assertThat(seen.path("reasons").path("TWICE").asInt()).isEqualTo(5_000);
    assertThat(seen.path("lines")).hasSize(1000);
    assertThat(seen.path("linesLeftOut").asInt()).isEqualTo(19_000);
    assertThat(seen.path("lines").get(0).path("line").asInt()).isEqualTo(8);
  }

  @Test
  void whatSomebodyElseTracksInSecretIsNotTold() {
    String secret = fresh("secret");
    admin
        .post("/repositories", Map.of("name", secret, "cloneUrl", at(secret), "mirror", false))
        .expect(201);
    assertThat(preview(admin, "text/plain", at(secret)).path("duplicates").asInt()).isEqualTo(1);
    JsonNode seen = preview(maintainer, "text/plain", at(secret));
    assertThat(seen.path("added").asInt()).isEqualTo(1);
    JsonNode named = preview(maintainer, "text/csv", "url,namespace\n" + at(secret) + "x,admin\n");
    assertThat(named.path("lines").get(0).path("detail").asText())
        .isEqualTo("Line 2: names a namespace that does not exist.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void anExportThatComesBackIsAllDuplicates(String format) {
    String dash = "-" + fresh("dash");
    maintainer
        .post(
            "/repositories",
            Map.of(
                "namespace",
                team,
                "name",
                dash,
                "cloneUrl",
                at(dash),
                "mirror",
                false,
                "tags",
                List.of("a b", "c")))
        .expect(201);
    String secret = fresh("secret");
    admin
        .post("/repositories", Map.of("name", secret, "cloneUrl", at(secret), "mirror", false))
        .expect(201);
    Answer export = maintainer.get("/repositories/export?format=" + format).expect(200);
    assertThat(export.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"repositories." + format + "\"");
    assertThat(export.text()).doesNotContain(secret);
    if (format.equals("csv")) {
      assertThat(export.header("Content-Type")).startsWith("text/csv");
      assertThat(export.text())
          .startsWith("url,name,namespace,tags,interval,mirror\r\n")
          .contains(at(dash) + ",'" + dash + "," + team + ",a b;c,,false\r\n");
    } else {
      ObjectNode expected = Json.mapper().createObjectNode();
      expected.put("url", at(dash)).put("name", dash).put("namespace", team);
      expected.putArray("tags").add("a b").add("c");
      expected.putNull("interval").put("mirror", false);
      assertThat(export.json()).contains(expected);
    }
    JsonNode seen = preview(maintainer, "text/csv", export.text());
    assertThat(seen.path("total").asInt()).isPositive();
    assertThat(seen.path("duplicates")).isEqualTo(seen.path("total"));

    // Once it is gone, the export brings it back as it was.
    maintainer.delete("/repositories/" + team + "/" + dash).expect(204);
    String job = send(maintainer, "text/plain", "", export.text()).expect(202).locationId();
    assertThat(ended(maintainer, job).path("failed").asInt()).isZero();
    assertThat(maintainer.get("/repositories/" + team + "/" + dash).expect(200).json().path("tags"))
        .hasToString("[\"a b\",\"c\"]");
  }

  @Test
  void anExportHoldsWhatTheTokenIsLimitedTo() {
    String open = fresh("open");
    admin
        .post(
            "/repositories",
            Map.of("name", open, "cloneUrl", at(open), "mirror", false, "visibility", "INTERNAL"))
        .expect(201);
    String mine = fresh("mine");
    maintainer
        .post(
            "/repositories",
            Map.of("namespace", team, "name", mine, "cloneUrl", at(mine), "mirror", false))
        .expect(201);
    assertThat(viewer.get("/repositories/export").expect(200).text()).contains(open, mine);
    for (Api api : List.of(admin, viewer)) {
      List<String> scopes = api == admin ? List.of("read", "admin") : List.of("read");
      String token =
          api.post(
                  "/tokens",
                  Map.of("name", fresh("t"), "scopes", scopes, "namespaces", List.of(team)))
              .expect(201)
              .json()
              .path("token")
              .asText();
      assertThat(sluice.api().bearer(token).get("/repositories/export").expect(200).text())
          .contains(mine)
          .doesNotContain(open);
    }
    // Everybody sees it; other tests begin with nothing.
    admin.delete("/repositories/" + RunningSluice.ADMIN + "/" + open).expect(204);
  }

  @Test
  void anExportKnowsTwoFormatsAndNothingElse() {
    String path = "/repositories/export";
    maintainer.get(path + "?format=xml").expectInvalid("format", "must be csv or json", path);
    maintainer.get(path + "?q=x").expectInvalid("q", "is not a parameter of this operation", path);
    sluice
        .api()
        .get(path)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
  }

  @Test
  void whoMayNotAddImportsNothing() {
    String path = "/imports";
    send(sluice.api(), "text/plain", "?dryRun=true", at("x"))
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
    send(viewer, "text/plain", "?namespace=" + team, at("x"))
        .expectProblem(
            403, "Forbidden", "forbidden", "Only maintainers of " + team + " may do this.", path);
    send(viewer, "text/plain", "?namespace=admin", at("x"))
        .expectInvalid("namespace", "there is no such namespace", path);
    JsonNode line =
        send(viewer, "text/csv", "?dryRun=true", "url,namespace\n" + at("x") + "," + team)
            .expect(200)
            .json()
            .path("lines")
            .get(0);
    assertThat(line.path("detail").asText())
        .isEqualTo("Line 2: names a namespace to which its maintainers alone add.");
    String token =
        maintainer
            .post("/tokens", Map.of("name", fresh("read"), "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    send(sluice.api().bearer(token), "text/plain", "?dryRun=true", at("x"))
        .expectProblem(
            403, "Forbidden", "forbidden", "This needs the role or token scope write.", path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?dryRun=yes | dryRun | must be true or false",
        "?mirror= | mirror | must be true or false",
        "?interval=soon | interval | must be a duration such as PT1H",
        "?interval=PT1S | interval | must be from PT1M to P365D",
        "?dryRun=true&dryRun=true | dryRun | may be given once",
        "?name=x | name | is not a parameter of this operation"
      })
  void parametersThatBreakARuleAreNamed(String query, String field, String message) {
    send(maintainer, "text/plain", query, at("x")).expectInvalid(field, message, "/imports");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"x\", | line 1 is not JSON",
        "[] | holds no entry",
        "# nothing | holds no entry",
        "url\\n\"x | line 2 opens a quote that is never closed",
        "<?xml version=\"1.0\"?><!DOCTYPE o [<!ENTITY a \"b\">]><opml/> | line 1 declares a"
            + " document type, which no list needs",
        "<?xml version=\"1.0\"?><rss/> | is XML of another kind than OPML",
        "a\\u0000b | is not text: line 1 holds a control character",
      })
  void whatIsNoListIsRefusedAsAWhole(String text, String message) {
    String list = text.replace("\\n", "\n").replace("\\u0000", "\u0000");
    long jobs = maintainer.get("/jobs").json().path("total").asLong();
    for (String query : List.of("", "?dryRun=true")) {
      send(maintainer, "text/plain", query, list).expectInvalid("file", message, "/imports");
    }
    assertThat(maintainer.get("/jobs").json().path("total").asLong()).isEqualTo(jobs);
  }

  @Test
  void bombsAreRefused() {
    String path = "/imports";
    send(maintainer, "application/json", "", "[".repeat(5_000_000))
        .expectInvalid("file", "line 1 is nested too deep or holds a value that is too long", path);
    byte[] rubbish = new byte[1 << 20];
    new Random(3).nextBytes(rubbish);
    assertThat(send(maintainer, "text/csv", "", rubbish).expect(400).text())
        .contains("is not text in UTF-8");
    send(maintainer, "text/plain", "", "https://a.org/x\n".repeat(50_001))
        .expectProblem(
            413,
            "Request Entity Too Large",
            "too-many-entries",
            "A list may have 50000 entries.",
            path);
  }

  @ParameterizedTest
  @CsvSource({
    "11000000, text/csv, true",
    "52428800, text/csv, true",
    "52428800, multipart/form-data, true",
    "11000000, text/csv, false",
    "52428800, text/csv, false",
    "52428800, multipart/form-data, false"
  })
  void anUploadThatIsTooLargeIsRefused(int size, String type, boolean told) {
    byte[] large = new byte[size];
    Arrays.fill(large, (byte) 'a');
    boolean form = type.startsWith("multipart");
    if (form) {
      byte[] head = form("").getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(head, 0, large, 0, form("").indexOf("\r\n\r\n") + 4);
    }
    send(
            maintainer,
            form ? type + "; boundary=x" : type,
            "?dryRun=true",
            told ? large : new ByteArrayInputStream(large))
        .expectProblem(
            413,
            "Request Entity Too Large",
            "body-too-large",
            "A list may have 10485760 bytes.",
            "/imports");
  }

  @Test
  void aListOfTenMebibytesIsRead() {
    byte[] most = new byte[10 << 20];
    Arrays.fill(most, (byte) ' ');
    byte[] url = at("most").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(url, 0, most, 100, url.length);
    assertThat(preview(maintainer, "text/plain", most).path("added").asInt()).isEqualTo(1);
    String form = form(new String(most, StandardCharsets.US_ASCII));
    assertThat(preview(maintainer, "multipart/form-data; boundary=x", form).path("added").asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name=\"list\" | body | may have one part, which is named file",
        "name=\"file\" | file | holds nothing"
      })
  void aFormHasOnePart(String name, String field, String message) {
    String body = "--x\r\nContent-Disposition: form-data; " + name + "\r\n\r\n\r\n--x--\r\n";
    send(maintainer, "multipart/form-data; boundary=x", "", body)
        .expectInvalid(field, message, "/imports");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "application/octet-stream", "image/png"})
  void anotherMediaTypeIsRefused(String type) {
    send(maintainer, type, "", at("x"))
        .expectProblem(
            415,
            "Unsupported Media Type",
            "unsupported-media-type",
            "The body's media type is not understood here.",
            "/imports");
  }

  @Test
  void rightsThatAreGoneWhenALineHasItsTurnAreGone() {
    String dir = fresh("gone");
    String list =
        IntStream.range(0, 3000)
            .mapToObj(i -> at(dir + "/" + dir + "-" + i))
            .collect(Collectors.joining("\n"));
    String other = fresh("team");
    admin.post("/namespaces", Map.of("name", other)).expect(201);
    String name = fresh("user");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    String member = "/namespaces/" + other + "/members/" + name;
    admin.put(member, Map.of("role", "MAINTAINER")).expect(201);
    Api guest = sluice.api().as(name, PASSWORD);
    String job = send(guest, "text/plain", "?namespace=" + other, list).expect(202).locationId();
    guest.post("/jobs/" + job + "/pause", null).expect(202);
    admin.put(member, Map.of("role", "VIEWER")).expect(200);
    guest.post("/jobs/" + job + "/resume", null).expect(202);
    JsonNode end = ended(guest, job);
    assertThat(end.path("failed").asInt()).isPositive();
    assertThat(end.path("failed").asInt() + end.path("succeeded").asInt()).isEqualTo(3000);
    assertThat(items(guest, job, "FAILED"))
        .last()
        .asString()
        .matches(
            "(\\d+) \\S+ FORBIDDEN Line \\1: only maintainers of " + other + " may do this\\.");
    send(guest, "text/plain", "?namespace=" + other, at("x"))
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only maintainers of " + other + " may do this.",
            "/imports");
  }
}
