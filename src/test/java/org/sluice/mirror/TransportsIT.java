package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.git.StockSshServer;
import org.sluice.git.TlsFront;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Each transport from the API to the mirror on disk, with what lets it in. */
class TransportsIT {

  private static final String PASSWORD = "hunter2-" + Long.toString(System.nanoTime(), 36);
  private static final String TOKEN = "tok-" + Long.toString(System.nanoTime(), 36);
  private static final String PASSPHRASE = "correct-horse-" + System.nanoTime();

  @TempDir private static Path temp;

  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static Path served;
  private static StockGitServer basicBehind;
  private static StockGitServer tokenBehind;
  private static TlsFront basic;
  private static TlsFront token;
  private static StockGitServer plain;
  private static RunningSluice sluice;
  private static Mirrors mirrors;
  private static Api admin;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled() && StockSshServer.isInstalled());
    served = temp.resolve("served");
    GitCommand.generate(served.resolve("up.git"), 60, 1);
    basicBehind = open(StockGitServer.start(served, "bot", PASSWORD));
    tokenBehind = open(StockGitServer.start(served, "git", TOKEN));
    basic = open(TlsFront.before(basicBehind.port()));
    token = open(TlsFront.before(tokenBehind.port()));
    plain = open(StockGitServer.start(served));
    Path authorities = temp.resolve("authorities.pem");
    Files.writeString(authorities, basic.certificate() + token.certificate());
    sluice =
        open(
            RunningSluice.with("transports")
                .environment("SLUICE_EGRESS_CA", authorities.toString())
                .environment("SLUICE_MIRROR_IDLE_TIMEOUT", "PT10S")
                .start());
    mirrors = new Mirrors(sluice);
    admin = sluice.admin();
  }

  private static <T extends AutoCloseable> T open(T opened) {
    OPEN.add(0, opened);
    return opened;
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      if (sluice != null) {
        String log = sluice.logText();
        for (String secret : List.of(PASSWORD, TOKEN, PASSPHRASE, "PRIVATE KEY")) {
          assertThat(log.contains(secret)).as("the log holds a secret").isFalse();
        }
      }
    } finally {
      for (AutoCloseable each : OPEN) {
        each.close();
      }
    }
  }

  private static String credential(String kind, String host, Object... more) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("namespace", "admin");
    wanted.put("label", Mirrors.fresh("credential"));
    wanted.put("kind", kind);
    wanted.put("host", host);
    for (int i = 0; i < more.length; i += 2) {
      wanted.put((String) more[i], more[i + 1]);
    }
    return admin.post("/credentials", wanted).expect(201).locationId();
  }

  private static String add(String url, String credential) {
    String name = Mirrors.fresh("mirror");
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("name", name);
    wanted.put("cloneUrl", url);
    wanted.put("credentialId", credential);
    admin.post("/repositories", wanted).expect(201);
    return name;
  }

  private static String host(String url) {
    return java.net.URI.create(url).getHost() + ":" + java.net.URI.create(url).getPort();
  }

  private static void assertEqual(String name) throws IOException {
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    mirrors.assertEqualToUpstream(name, served.resolve("up.git").toString());
  }

  private static JsonNode failure(String name, String kind) {
    JsonNode failure = mirrors.settled(name).path("failure");
    assertThat(failure.path("kind").asText()).as(failure.toString()).isEqualTo(kind);
    return failure;
  }

  @Test
  void passwordOverHttpsLetsInAndANewOneWakesWhatWasDisabled() throws Exception {
    String url = basic.url("/git/up.git");
    String id = credential("PASSWORD", host(url), "username", "bot", "secret", "an old one");
    String name = add(url, id);
    failure(name, "AUTH");
    for (int more = 0; more < 4; more++) {
      mirrors.sync(name);
      failure(name, "AUTH");
    }
    assertThat(mirrors.state(name).path("status").asText()).isEqualTo("DISABLED");
    admin.patch("/credentials/" + id, Map.of("secret", PASSWORD)).expect(200);
    Waiting.until(
        "the mirror is synced by the timer",
        Mirrors.PATIENCE,
        () -> mirrors.state(name).path("status").asText().equals("SUCCESS"));
    assertEqual(name);
    failure(add(url, null), "AUTH");
  }

  @Test
  void tokenOverHttpsLetsIn() throws Exception {
    String url = token.url("/git/up.git");
    assertEqual(add(url, credential("TOKEN", host(url), "secret", TOKEN + "\n")));
  }

  @Test
  void pushingOnIsLetInByACredentialOfItsOwnAndGoesOnWhenThatIsChanged() throws Exception {
    Path down = served.resolve("down.git");
    GitCommand.git(temp, "init", "-q", "--bare", "-b", "main", down.toString());
    GitCommand.git(down, "config", "http.receivepack", "true");
    String url = basic.url("/git/down.git");
    String id = credential("PASSWORD", host(url), "username", "bot", "secret", "an old one");
    String name = Mirrors.fresh("mirror");
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("name", name);
    wanted.put("cloneUrl", plain.url("up.git"));
    wanted.put("direction", "DOWNSTREAM");
    wanted.put("pushUrl", url);
    wanted.put("pushCredentialId", id);
    admin.post("/repositories", wanted).expect(201);
    assertThat(failure(name, "AUTH").path("message").asText()).startsWith("Pushing to 127.0.0.1 ");
    admin.patch("/credentials/" + id, Map.of("secret", PASSWORD)).expect(200);
    Waiting.until(
        "the mirror is synced by the timer",
        Mirrors.PATIENCE,
        () -> mirrors.state(name).path("status").asText().equals("SUCCESS"));
    assertThat(GitCommand.git(down, "rev-parse", "refs/heads/main"))
        .isEqualTo(GitCommand.git(served.resolve("up.git"), "rev-parse", "refs/heads/main"));
  }

  @Test
  void aMoveForGoodIsProposedAndTakenOverByAPatch() throws Exception {
    String name = add(plain.movedUrl("up.git"), null);
    assertEqual(name);
    assertThat(mirrors.state(name).path("proposedUrl").asText()).isEqualTo(plain.url("up.git"));
    admin.patch("/repositories/admin/" + name, Map.of("cloneUrl", plain.url("up.git"))).expect(200);
    mirrors.sync(name);
    assertEqual(name);
    assertThat(mirrors.state(name).path("proposedUrl").isNull()).isTrue();
  }

  @Test
  void aRepairThatMeetsAnotherHostKeyAsksForItAndIsDoneWhenThatIsApproved() throws Exception {
    SshPrivateKey key = SshPrivateKey.generate();
    try (StockSshServer ssh = StockSshServer.start(key)) {
      String host = "127.0.0.1:" + ssh.port();
      String id = credential("SSH_KEY", host, "generate", true);
      ssh.letIn(admin.get("/credentials/" + id).json().path("publicKey").asText());
      admin
          .post(
              "/host-keys",
              Map.of("entry", host + " " + ssh.hostKey().algorithm() + " " + ssh.hostKey().key()))
          .expect(201);
      String name = add(ssh.url(served.resolve("up.git")), id);
      assertEqual(name);
      try (Stream<Path> files = Files.list(mirrors.folder(name).resolve("objects/pack"))) {
        for (Path each : files.filter(file -> file.toString().endsWith(".pack")).toList()) {
          Files.delete(each);
        }
      }
      ssh.restartWithKey("ed25519");
      mirrors.sync(name);
      assertThat(failure(name, "HOST_KEY").path("message").asText())
          .startsWith("The mirror on disk is damaged, and could not be cloned again: ")
          .contains(ssh.hostKey().fingerprint());
      JsonNode shown =
          admin.get("/host-keys?status=PENDING&host=" + host).json().path("items").get(0);
      assertThat(shown.path("fingerprint").asText()).isEqualTo(ssh.hostKey().fingerprint());
      admin.post("/host-keys/" + shown.path("id").asText() + "/approve", null).expect(200);
      Waiting.until(
          "the mirror is repaired by the timer",
          Mirrors.PATIENCE,
          () -> mirrors.state(name).path("status").asText().equals("SUCCESS"));
      assertEqual(name);
    }
  }

  @Test
  void sshWaitsForTheHostsKeyAndEveryMirrorOfItGoesOnWhenThatIsApproved() throws Exception {
    SshPrivateKey rsa =
        SshPrivateKey.read(
            "", StockSshServer.keygen(temp.resolve("rsa"), "rsa", PASSPHRASE), "", PASSPHRASE);
    try (StockSshServer ssh = StockSshServer.start(rsa)) {
      String host = "127.0.0.1:" + ssh.port();
      String url = ssh.url(served.resolve("up.git"));
      String made = credential("SSH_KEY", host, "generate", true);
      ssh.letIn(admin.get("/credentials/" + made).json().path("publicKey").asText());
      String one = add(url, made);
      String other =
          add(
              url,
              credential(
                  "SSH_KEY",
                  host,
                  "privateKey",
                  Files.readString(temp.resolve("rsa")),
                  "passphrase",
                  PASSPHRASE));
      for (String each : List.of(one, other)) {
        JsonNode failure = failure(each, "HOST_KEY");
        assertThat(failure.path("message").asText()).contains(ssh.hostKey().fingerprint());
        assertThat(failure.path("retryable").asBoolean()).isFalse();
        assertThat(mirrors.state(each).path("nextSyncAt").isNull()).isTrue();
      }
      JsonNode keysOfHost = admin.get("/host-keys?host=" + host).expect(200).json().path("items");
      assertThat(keysOfHost).hasSize(1);
      assertThat(keysOfHost.get(0).path("status").asText()).isEqualTo("PENDING");
      String first = keysOfHost.get(0).path("id").asText();
      admin.post("/host-keys/" + first + "/approve", null).expect(200);
      for (String each : List.of(one, other)) {
        Waiting.until(
            "the mirror is synced by the timer",
            Mirrors.PATIENCE,
            () -> mirrors.state(each).path("status").asText().equals("SUCCESS"));
        assertEqual(each);
      }

      ssh.restartWithKey("ecdsa");
      mirrors.sync(one);
      failure(one, "HOST_KEY");
      mirrors.assertEqualToUpstream(one, served.resolve("up.git").toString());
      JsonNode changed =
          admin.get("/host-keys?host=" + host + "&status=PENDING").json().path("items").get(0);
      assertThat(changed.path("fingerprint").asText()).isEqualTo(ssh.hostKey().fingerprint());
      admin.post("/host-keys/" + changed.path("id").asText() + "/approve", null).expect(200);
      Waiting.until(
          "the mirror is synced by the timer",
          Mirrors.PATIENCE,
          () -> mirrors.state(one).path("status").asText().equals("SUCCESS"));
      assertThat(
              admin.get("/host-keys?host=" + host + "&status=TRUSTED").json().path("total").asInt())
          .isEqualTo(2);

      admin.post("/host-keys/" + changed.path("id").asText() + "/revoke", null).expect(200);
      mirrors.sync(one);
      failure(one, "HOST_KEY");
    }
  }
}
