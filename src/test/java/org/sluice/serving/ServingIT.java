package org.sluice.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.Aside;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Cloning from Sluice with stock git, and with clients that are none. */
@Tag("portable")
class ServingIT {

  private static final String PASSWORD = "a password of nobody's";
  private static final String KEPT = "refs/sluice/kept/20261125T100000Z/refs/heads/gone";
  private static final String LIST = "/info/refs?service=git-upload-pack";

  @TempDir private static Path temporary;
  private static StockGitServer upstream;
  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;
  private static String app;
  private static Path appUpstream;
  private static String stranger;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    Files.createDirectory(temporary.resolve("served"));
    upstream = StockGitServer.start(temporary.resolve("served"));
    app = Mirrors.fresh("cloned");
    appUpstream = repository(app, 400);
    GitCommand.versions(appUpstream, "note", 50);
    mirrors.add(app, upstream.url(app + ".git"));
    mirrors.settled(app);
    stranger = user();
  }

  @AfterAll
  static void stop() throws IOException {
    if (upstream != null) {
      upstream.close();
    }
  }

  private static Path repository(String name, int commits) throws IOException {
    Path bare = temporary.resolve("served").resolve(name + ".git");
    GitCommand.generate(bare, commits, name.hashCode());
    return bare;
  }

  private static String mirrored(String begin, int commits) throws IOException {
    String name = Mirrors.fresh(begin);
    repository(name, commits);
    mirrors.add(name, upstream.url(name + ".git"));
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    return name;
  }

  private static String user() {
    String name = Mirrors.fresh("user");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    return name;
  }

  /** Address of a repository of the administrator's, with his credentials in it. */
  private static String url(String name) {
    return url(RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD, name);
  }

  private static String url(String user, String password, String name) {
    return "http://"
        + user
        + ":"
        + password.replace(" ", "%20")
        + "@127.0.0.1:"
        + sluice.address().getPort()
        + path(name);
  }

  private static String path(String name) {
    return "/git/admin/" + name + ".git";
  }

  private static Path folder() throws IOException {
    return Files.createTempDirectory(temporary, "clone");
  }

  private static Path clone(String name, String... options) throws IOException {
    Path into = folder();
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(List.of(url(name), "."));
    git(into, command.toArray(String[]::new));
    return into;
  }

  private static String refs(Path repository) throws IOException {
    return git(repository, "for-each-ref", "--format=%(objectname) %(refname)")
        .lines()
        .filter(line -> !line.contains(" refs/sluice/"))
        .collect(Collectors.joining("\n"));
  }

  private static String count(Path repository) throws IOException {
    return git(repository, "rev-list", "--count", "HEAD").strip();
  }

  private static Api asking(Api who) {
    return who.root().with("Git-Protocol", "version=2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aMirrorCloneEqualsTheUpstream(int protocol) throws IOException {
    Path copy = clone(app, "-c", "protocol.version=" + protocol, "clone", "-q", "--mirror");
    assertThat(refs(copy)).isEqualTo(refs(appUpstream));
    git(copy, "fsck", "--full", "--strict");
    assertThat(git(copy, "symbolic-ref", "HEAD").strip()).isEqualTo("refs/heads/main");
  }

  @Test
  void theSecondVersionIsSpokenToWhoAsksForIt() {
    assertThat(asking(admin).get(path(app) + LIST).expect(200).text()).contains("version 2");
    Answer old = admin.root().get(path(app) + LIST).expect(200);
    assertThat(old.text()).startsWith("001e# service=git-upload-pack\n0000");
    assertThat(old.header("Content-Type")).isEqualTo("application/x-git-upload-pack-advertisement");
  }

  @Test
  void aFetchAfterASyncBringsWhatIsNew() throws IOException {
    String name = mirrored("fetched", 60);
    Path source = temporary.resolve("served").resolve(name + ".git");
    Path copy = clone(name, "clone", "-q");
    String tip = GitCommand.commit(source, "main", "news");
    git(source, "branch", "fresh", "main~3");
    git(source, "update-ref", "-d", "refs/heads/feature/f20");
    git(copy, "fetch", "-q", "--prune");
    assertThat(git(copy, "rev-parse", "origin/main").strip()).isNotEqualTo(tip);
    mirrors.sync(name);
    git(copy, "fetch", "-q", "--prune");
    assertThat(git(copy, "rev-parse", "origin/main").strip()).isEqualTo(tip);
    assertThat(git(copy, "branch", "-r")).contains("origin/fresh").doesNotContain("f20");
    git(copy, "fsck", "--full");
  }

  @Test
  void theFormerRefsAreServedWhileASyncHangsAndAfterItFailed() throws Exception {
    String name = Mirrors.fresh("former");
    Path source = repository(name, 60);
    String former = refs(source);
    try (FaultyUpstream faulty = FaultyUpstream.before(upstream.url(""))) {
      mirrors.add(name, faulty.inFrontOf(upstream.url(name + ".git")));
      assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
      GitCommand.noise(source, "noise");
      GitCommand.commit(source, "main", "news");

      faulty.fault(FaultyUpstream.stallPackAfter(2_000));
      String job =
          admin.post("/repositories/admin/" + name + "/sync", null).expect(202).locationId();
      assertThat(faulty.awaitStalled(60)).isTrue();
      assertServed(name, former);
      admin.post("/jobs/" + job + "/cancel", null).expect(202);
      mirrors.ended(job);
      assertServed(name, former);

      for (FaultyUpstream.Fault fault :
          List.of(
              FaultyUpstream.status(401),
              FaultyUpstream.status(404),
              FaultyUpstream.page(),
              FaultyUpstream.garblePackAfter(2_000))) {
        faulty.fault(fault);
        assertThat(mirrors.sync(name).path("failed").asInt()).isEqualTo(1);
        assertServed(name, former);
      }

      faulty.fault(FaultyUpstream.passing());
      assertThat(mirrors.sync(name).path("succeeded").asInt()).isEqualTo(1);
      assertServed(name, refs(source));
    }
  }

  private static void assertServed(String name, String refs) throws IOException {
    Path copy = clone(name, "clone", "-q", "--mirror");
    assertThat(refs(copy)).isEqualTo(refs);
    git(copy, "fsck", "--full", "--strict");
  }

  @Test
  void refsAreListedWithTheDefaultBranch() throws IOException {
    assertThat(git(folder(), "ls-remote", "--symref", url(app)))
        .isEqualTo(git(folder(), "ls-remote", "--symref", upstream.url(app + ".git")));
    assertThat(git(folder(), "ls-remote", "--tags", url(app), "v10"))
        .isEqualTo(git(folder(), "ls-remote", "--tags", upstream.url(app + ".git"), "v10"));
  }

  @Test
  void aShallowCloneHasOneCommitAndCanBeMadeWhole() throws IOException {
    Path copy = clone(app, "clone", "-q", "--depth", "1");
    assertThat(count(copy)).isEqualTo("1");
    git(copy, "fetch", "-q", "--unshallow");
    assertThat(count(copy)).isEqualTo("400");
    git(copy, "fsck", "--full");
  }

  @Test
  void aPartialCloneGetsItsBlobsWhenTheyAreCheckedOut() throws IOException {
    Path copy = clone(app, "clone", "-q", "--filter=blob:none");
    assertThat(git(copy, "rev-list", "--objects", "--all", "--missing=print")).contains("\n?");
    git(copy, "checkout", "-q", "origin/note~40");
    assertThat(Files.readString(copy.resolve("note"))).isEqualTo("version 10");
    assertThat(git(copy, "status", "--porcelain")).isEmpty();
  }

  @Test
  void keptRefsAreNeitherListedNorToBeHad() throws IOException {
    String name = mirrored("kept", 30);
    Path mirror = mirrors.folder(name);
    GitCommand.noise(mirror, "gone");
    git(mirror, "update-ref", KEPT, "refs/heads/gone");
    git(mirror, "update-ref", "-d", "refs/heads/gone");
    assertThat(git(folder(), "ls-remote", url(name))).doesNotContain("sluice");
    assertThat(git(folder(), "ls-remote", url(name), "refs/sluice/*")).isEmpty();
    Path into = folder();
    git(into, "init", "-q");
    for (String spec : List.of(KEPT, KEPT + "^{tree}", KEPT + ":noise")) {
      String id = git(mirror, "rev-parse", spec).strip();
      for (int protocol : new int[] {0, 2}) {
        assertThatThrownBy(
                () -> git(into, "-c", "protocol.version=" + protocol, "fetch", url(name), id))
            .hasMessageContaining("want " + id + " not valid");
      }
    }
    git(into, "fetch", "-q", url(name), git(mirror, "rev-parse", "main~7").strip());
  }

  @Test
  void whatNobodyMayKnowOfIsAskedForAlikeWithoutAnAccount() {
    for (String name : List.of(app, "there-is-no-such")) {
      Answer asked = sluice.api().root().get(path(name) + LIST).expect(401);
      assertThat(asked.header("WWW-Authenticate")).startsWith("Basic realm=");
      assertThat(asked.text())
          .isEqualTo("Sign in with your name and your password, or an API token in its place.\n");
    }
  }

  @Test
  void whatOneMayNotSeeIsNotThere() throws IOException {
    Api other = asking(sluice.api().as(stranger, PASSWORD));
    String unknown = other.get(path("there-is-no-such") + LIST).expect(404).text();
    assertThat(other.get(path(app) + LIST).expect(404).text()).isEqualTo(unknown);
    assertThat(unknown).isEqualTo("There is no such repository.\n");
    assertThatThrownBy(() -> git(folder(), "ls-remote", url(stranger, PASSWORD, app)))
        .hasMessageContaining("not found");
    assertThatThrownBy(() -> git(folder(), "ls-remote", url(stranger, "wrong", app)))
        .hasMessageContaining("Authentication failed");
  }

  @Test
  void visibilityOpensARepositoryToUsersAndToEverybody() throws IOException {
    String name = mirrored("open", 10);
    Api other = asking(sluice.api().as(stranger, PASSWORD));
    Api anonymous = asking(sluice.api());
    other.get(path(name) + LIST).expect(404);
    admin.patch("/repositories/admin/" + name, Map.of("visibility", "INTERNAL")).expect(200);
    other.get(path(name) + LIST).expect(200);
    anonymous.get(path(name) + LIST).expect(401);
    admin.patch("/repositories/admin/" + name, Map.of("visibility", "PUBLIC")).expect(200);
    other.get(path(name) + LIST).expect(200);
    Path copy = folder();
    git(copy, "clone", "-q", sluice.address().resolve(path(name)).toString(), ".");
    assertThat(count(copy)).isEqualTo("10");
    admin.delete("/repositories/admin/" + name).expect(204);
    anonymous.get(path(name) + LIST).expect(401);
    other.get(path(name) + LIST).expect(404);
  }

  @ParameterizedTest
  @CsvSource({
    "read,200",
    "git:read,200",
    "write,403",
    "config:read,403",
  })
  void theScopeOfATokenDecides(String scope, int status) {
    JsonNode token = token(scope);
    Api bearer = asking(sluice.api().bearer(token.path("token").asText()));
    Api basic = asking(sluice.api().as(RunningSluice.ADMIN, token.path("token").asText()));
    bearer.get(path(app) + LIST).expect(status);
    basic.get(path(app) + LIST).expect(status);
    bearer.get(path("there-is-no-such") + LIST).expect(status == 200 ? 404 : 403);
    admin.delete("/tokens/" + token.path("id").asText()).expect(204);
  }

  private static JsonNode token(String scope) {
    return admin
        .post("/tokens", Map.of("name", Mirrors.fresh("token"), "scopes", List.of(scope)))
        .expect(201)
        .json();
  }

  @Test
  void gitClonesWithATokenInPlaceOfThePassword() throws IOException {
    JsonNode token = token("git:read");
    String text = token.path("token").asText();
    git(folder(), "ls-remote", url("admin", text, app));
    String bare = sluice.address().resolve(path(app)).toString();
    git(folder(), "-c", "http.extraHeader=Authorization: Bearer " + text, "ls-remote", bare);
    admin.delete("/tokens/" + token.path("id").asText()).expect(204);
    assertThatThrownBy(() -> git(folder(), "ls-remote", url("admin", text, app)))
        .hasMessageContaining("Authentication failed");
  }

  @Test
  void nothingCanBePushed() throws IOException {
    Path copy = clone(app, "clone", "-q", "--depth", "1");
    assertThatThrownBy(() -> git(copy, "push", "origin", "HEAD:refs/heads/mine"))
        .hasMessageContaining("Nothing can be pushed to Sluice: it serves copies.")
        .hasMessageContaining("403");
    admin
        .root()
        .with("Content-Type", "application/x-git-receive-pack-request")
        .post(path(app) + "/git-receive-pack", "0000")
        .expect(403);
    assertThat(git(folder(), "ls-remote", url(app), "refs/heads/mine")).isEmpty();
  }

  @Test
  void filesOfTheRepositoryAreNotServed() {
    for (String part : List.of("/HEAD", "/info/refs", "/objects/info/packs", "/config")) {
      assertThat(admin.root().get(path(app) + part).expect(403).text()).contains("smart protocol");
    }
    admin.root().get("/git/admin").expect(404);
    admin.root().get(path(app) + "/git-upload-pack").expect(405);
    admin.root().post(path(app) + "/git-upload-pack", "{}").expect(415);
  }

  @Test
  void theAnswerSaysHowOldItIsAndOfWhichCommit() throws IOException {
    Answer listed = asking(admin).get(path(app) + LIST).expect(200);
    Instant synced = Instant.parse(mirrors.state(app).path("lastSyncedAt").asText());
    assertThat(Instant.parse(listed.header("Sluice-Last-Synced")))
        .isEqualTo(Instant.ofEpochSecond(synced.getEpochSecond()));
    assertThat(listed.header("Sluice-Commit"))
        .isEqualTo(git(appUpstream, "rev-parse", "HEAD").strip());
    assertThat(Long.parseLong(listed.header("Age"))).isNotNegative();
    assertThat(listed.header("Cache-Control")).isEqualTo("no-cache, max-age=0, must-revalidate");
  }

  @Test
  void whatSluiceHasNotClonedItselfIsSaidInWords() throws IOException {
    String tracked = Mirrors.fresh("tracked");
    admin
        .post(
            "/repositories",
            Map.of("name", tracked, "cloneUrl", upstream.url("nowhere.git"), "mirror", false))
        .expect(201);
    assertThat(admin.get("/repositories/admin/" + tracked).json().path("gitUrl").isNull()).isTrue();
    assertThatThrownBy(() -> git(folder(), "clone", url(tracked), "."))
        .hasMessageContaining("admin/" + tracked + " is tracked only");
    String failed = Mirrors.fresh("failed");
    mirrors.add(failed, upstream.url("nowhere.git"));
    mirrors.settled(failed);
    assertThatThrownBy(() -> git(folder(), "clone", url(failed), "."))
        .hasMessageContaining("Sluice itself has not cloned admin/" + failed + " yet.");
    Answer later = asking(admin).get(path(failed) + LIST).expect(503);
    assertThat(later.header("Retry-After")).isEqualTo("30");
  }

  @Test
  void theApiTellsWhereToCloneFrom() {
    JsonNode shown = admin.get("/repositories/admin/" + app).expect(200).json();
    assertThat(shown.path("gitUrl").asText()).isEqualTo(path(app));
  }

  @Test
  void clonesBesideSyncsAreOfOneMoment() throws Exception {
    String name = mirrored("moving", 40);
    Path source = temporary.resolve("served").resolve(name + ".git");
    Set<String> states = ConcurrentHashMap.newKeySet();
    states.add(state(source));
    CompletableFuture<Void> moving =
        Aside.run(
            () -> {
              try {
                for (int i = 0; i < 8; i++) {
                  // Every branch moves, one is rewound, and one comes and goes.
                  GitCommand.commit(source, "main", "round " + i);
                  git(source, "update-ref", "refs/heads/feature/f20", "main~" + (i % 3));
                  git(source, "update-ref", "refs/heads/twin", "main");
                  if (i % 2 == 0) {
                    git(source, "branch", "passing", "main");
                  } else {
                    git(source, "branch", "-D", "passing");
                  }
                  states.add(state(source));
                  mirrors.sync(name);
                }
              } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
              }
            });
    int clones = 0;
    while (!moving.isDone() || clones == 0) {
      Path copy = clone(name, "clone", "-q", "--mirror");
      git(copy, "fsck", "--full", "--strict");
      assertThat(states).contains(state(copy));
      clones++;
    }
    moving.join();
    assertThat(state(clone(name, "clone", "-q", "--mirror"))).isEqualTo(state(source));
  }

  @Test
  void aTipThatWasServedAMomentAgoIsStillGiven() throws Exception {
    String name = mirrored("rewound", 30);
    Path source = temporary.resolve("served").resolve(name + ".git");
    String listed = GitCommand.commit(source, "main", "to be taken back");
    mirrors.sync(name);
    git(source, "update-ref", "refs/heads/main", listed + "~1");
    mirrors.sync(name);
    assertThat(git(folder(), "ls-remote", url(name))).doesNotContain(listed);
    // A client that read the list before the second sync asks now.
    assertThat(wanting(name, listed).body()).contains("packfile").doesNotContain("ERR");
  }

  private static String state(Path repository) throws IOException {
    return new TreeSet<>(refs(repository).lines().toList()).toString();
  }

  @Test
  void aRequestThatUnpacksToTooMuchIsRefused() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      byte[] zeros = "0".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 40; i++) {
        zip.write(zeros);
      }
    }
    assertThat(posted(packed.toByteArray(), "gzip").statusCode()).isEqualTo(413);
    assertThat(posted("0000".getBytes(StandardCharsets.US_ASCII), "gzip").statusCode())
        .isEqualTo(400);
    assertThat(posted("0000".getBytes(StandardCharsets.US_ASCII), "br").statusCode())
        .isEqualTo(415);
    HttpResponse<String> early =
        posted("0014command=ls-refs\n0001".getBytes(StandardCharsets.US_ASCII), "identity");
    assertThat(early.statusCode()).isEqualTo(200);
    assertThat(early.body()).contains("ERR the request ends too early");
  }

  private static HttpResponse<String> posted(byte[] body, String encoding) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sluice.address().resolve(path(app) + "/git-upload-pack"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", authorization())
            .header("Content-Type", "application/x-git-upload-pack-request")
            .header("Content-Encoding", encoding)
            .header("Git-Protocol", "version=2")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String authorization() {
    return "Basic "
        + java.util.Base64.getEncoder()
            .encodeToString(
                (RunningSluice.ADMIN + ":" + RunningSluice.ADMIN_PASSWORD)
                    .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whoStallsKeepsOthersOutForAWhileOnly() throws Exception {
    String name = mirrored("stalled", 10);
    // More than the buffers between the two ends can take.
    Path noisy = temporary.resolve("served").resolve(name + ".git");
    byte[] noise = new byte[24 << 20];
    new java.util.Random(3).nextBytes(noise);
    String blob =
        git(noisy, new java.io.ByteArrayInputStream(noise), "hash-object", "-w", "--stdin").strip();
    git(noisy, "tag", "noise", blob);
    mirrors.sync(name);
    String tip = git(noisy, "rev-parse", "main").strip();
    URI address = sluice.address();
    List<StallingClient> stalling = new ArrayList<>();
    try {
      // Two never end their request, one does not read its answer.
      stalling.add(StallingClient.neverEnding(address, path(name), authorization(), tip));
      stalling.add(StallingClient.neverEnding(address, path(name), authorization(), tip));
      stalling.add(StallingClient.neverReading(address, path(name), authorization(), blob));
      Waiting.until(
          "all but the last place are taken",
          Mirrors.PATIENCE,
          () ->
              admin
                  .root()
                  .get("/metrics")
                  .text()
                  .lines()
                  .anyMatch("sluice_serving_packs 3.0"::equals));
      HttpResponse<String> busy = wanting(name, tip);
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(busy.headers().firstValue("Retry-After")).contains("10");
      assertThat(busy.body()).contains("Too many are cloning at once");
      // Others than this account still have the last place, and listings have theirs.
      asking(admin).get(path(name) + LIST).expect(200);
      Waiting.until(
          "the places are free again",
          Mirrors.PATIENCE,
          () -> Stream.of(metric("stalled")).anyMatch(count -> count >= 3));
      clone(name, "clone", "-q", "--bare", "--single-branch", "--no-tags");
    } finally {
      for (StallingClient each : stalling) {
        each.close();
      }
    }
  }

  private static HttpResponse<String> wanting(String name, String id) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sluice.address().resolve(path(name) + "/git-upload-pack"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", authorization())
            .header("Content-Type", "application/x-git-upload-pack-request")
            .header("Git-Protocol", "version=2")
            .POST(HttpRequest.BodyPublishers.ofString(StallingClient.fetch(id)))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static double metric(String outcome) {
    return admin
        .root()
        .get("/metrics")
        .expect(200)
        .text()
        .lines()
        .filter(line -> line.startsWith("sluice_serving_seconds_count"))
        .filter(line -> line.contains("outcome=\"" + outcome + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void aMirrorThatCannotBeReadIsLookedAfterAtOnce() throws IOException {
    String name = mirrored("damaged", 60);
    double failed = metric("failed");
    try (Stream<Path> packs = Files.list(mirrors.folder(name).resolve("objects/pack"))) {
      for (Path pack : packs.filter(each -> each.toString().endsWith(".pack")).toList()) {
        assertThat(pack.toFile().setWritable(true)).isTrue();
        try (FileChannel file = FileChannel.open(pack, StandardOpenOption.WRITE)) {
          file.truncate(file.size() / 2);
        }
      }
    }
    assertThatThrownBy(() -> clone(name, "clone", "-q")).isInstanceOf(IOException.class);
    assertThat(metric("failed")).isGreaterThan(failed);
    // By itself nobody would look at it for hours.
    Waiting.until(
        "it is repaired",
        Mirrors.PATIENCE,
        () -> admin.get("/repositories/admin/" + name + "/syncs").expect(200).json(),
        runs -> runs.path("items").findValuesAsText("outcome").contains("REPAIRED"));
    mirrors.settled(name);
    Path copy = clone(name, "clone", "-q", "--mirror");
    assertThat(refs(copy)).isEqualTo(refs(temporary.resolve("served").resolve(name + ".git")));
    git(copy, "fsck", "--full", "--strict");
  }

  @Test
  void clonesAreCountedAndWrittenToTheLog() throws IOException {
    double before = metric("served");
    clone(app, "clone", "-q", "--bare");
    assertThat(metric("served")).isGreaterThan(before);
    assertThat(admin.root().get("/metrics").text())
        .contains("sluice_serving_active", "sluice_serving_sent_bytes_total");
    assertThat(sluice.logText())
        .containsPattern(
            "repository=admin/" + app + " caller=admin from=127.0.0.1 kind=clone outcome=served");
  }
}
