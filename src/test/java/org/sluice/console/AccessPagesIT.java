package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.GitCommand;
import org.sluice.git.StockSshServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** The pages of credentials, host keys and members as people use them. */
@EnabledIf("isBrowserInstalled")
class AccessPagesIT {

  @TempDir private static Path temp;

  private static RunningSluice sluice;
  private static Api admin;
  private static Browser browser;

  static boolean isBrowserInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    assertThat(browser.leave()).isEmpty();
  }

  @Test
  void aTeamGetsAMemberWhoseRoleIsChangedAndWhoLeaves() {
    String team = fresh("members");
    String ana = fresh("ana");
    admin.post("/namespaces", Map.of("name", team)).expect(201);
    admin
        .post(
            "/users", Map.of("name", ana, "displayName", "Ana Torres", "password", "not-used-here"))
        .expect(201);
    Page page = browser.admin();
    page.navigate("/ui/namespace.xhtml?name=" + team);
    Locator rows = page.locator("[id='members:table'] tbody tr");
    assertThat(page.locator("[id='members:table'] .empty")).containsText("until you add somebody");
    page.locator("[id='member:user']").fill("nobody-" + ana);
    page.locator("[id='member:put']").click();
    assertThat(page.locator("#member .wrong")).hasText("There is no such user");
    page.locator("[id='member:user']").fill(ana);
    page.locator("[id='member:role']").selectOption("VIEWER");
    page.locator("[id='member:put']").click();
    assertThat(page.locator(".toast")).containsText(ana + " is a member");
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText("Ana Torres");
    assertThat(rows).containsText("Viewer");

    rows.getByLabel("Change the role of " + ana).click();
    assertThat(page.locator("#add-title")).hasText("Change role");
    assertThat(page.locator("[id='member:user']")).hasValue(ana);
    assertThat(page.locator("[id='member:role']")).hasValue("VIEWER");
    page.locator("[id='member:role']").selectOption("MAINTAINER");
    page.locator("[id='member:put']").click();
    assertThat(rows).containsText("Maintainer");
    assertThat(page.locator("#add-title")).hasText("Add a member");

    rows.getByLabel("Remove " + ana + " from " + team).click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator(".toast")).containsText(ana + " is no longer a member");
    assertThat(page.locator("[id='members:table'] .empty")).isVisible();
    admin.delete("/namespaces/" + team).expect(204);
    admin.get("/namespaces/" + team).expect(404);
  }

  private static JsonNode credential(String label) {
    return admin.get("/credentials?q=" + label).expect(200).json().path("items").get(0);
  }

  @Test
  void aSecretIsKeptNeverShownAndStaysWhenItIsLeftEmpty() {
    String label = fresh("console-token");
    Page page = browser.admin();
    page.navigate("/ui/credentials.xhtml");
    assertThat(page.locator("[id='credential:privateKey']")).isHidden();
    page.locator("[id='credential:label']").fill(label);
    page.locator("[id='credential:namespace']").selectOption("");
    page.locator("[id='credential:host']").fill("no host");
    page.locator("[id='credential:secret']").fill("hunter2-of-the-console");
    page.locator("[id='credential:make']").click();
    assertThat(page.locator(".field .wrong")).containsText("Must be a host");
    assertThat(page.locator("[id='credential:secret']")).hasValue("");
    page.locator("[id='credential:host']").fill("git.example.org");
    page.locator("[id='credential:secret']").fill("hunter2-of-the-console");
    page.locator("[id='credential:make']").click();
    assertThat(page).hasURL(Pattern.compile("/ui/credential\\.xhtml\\?id="));
    assertThat(page.content()).doesNotContain("hunter2-of-the-console");
    assertThat(credential(label).path("namespace").isNull()).isTrue();

    page.locator("[id='credential:username']").fill("somebody");
    page.locator("[id='credential:save']").click();
    assertThat(page.locator(".toast")).containsText("Credential saved");
    assertThat(credential(label).path("username").asText()).isEqualTo("somebody");
    page.locator("[id='credential:host']").fill("other.example.org");
    page.locator("[id='credential:save']").click();
    assertThat(page.locator(".field .wrong")).containsText("required again");

    page.navigate("/ui/credentials.xhtml?q=" + label);
    page.locator("tr", new Page.LocatorOptions().setHasText(label))
        .locator("[data-submit=delete]")
        .click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator(".toast")).containsText("Credential deleted");
    assertThat(admin.get("/credentials?q=" + label).json().path("total").asInt()).isZero();
  }

  @Test
  void aKeyThatSluiceMakesShowsItsPublicHalfAndIsChosenInTheForms() {
    String label = fresh("console-key");
    Page page = browser.admin();
    page.navigate("/ui/credentials.xhtml");
    page.locator("[id='credential:label']").fill(label);
    page.locator("[id='credential:kind']").selectOption("SSH_KEY");
    assertThat(page.locator("[id='credential:secret']")).isHidden();
    assertThat(page.locator("[id='credential:privateKey']")).isVisible();
    page.locator("[id='credential:generate']").check();
    assertThat(page.locator("[id='credential:privateKey']")).isHidden();
    page.locator("[id='credential:host']").fill("git.example.org");
    page.locator("[id='credential:make']").click();
    assertThat(page.locator(".copy code:has-text('ssh-ed25519 AAAA')")).isVisible();
    Browser.keep(page, "credential-key");
    String id = credential(label).path("id").asText();

    String name = fresh("console-private");
    page.navigate("/ui/import.xhtml");
    page.locator("[id='import:cloneUrl']").fill("git@other.example.org:acme/app.git");
    page.locator("[id='import:name']").fill(name);
    page.locator("[id='import:mirror']").uncheck();
    page.locator("[id='import:credentialId']").selectOption(id);
    page.locator("[id='import:submit']").click();
    assertThat(page.locator(".field .wrong"))
        .containsText("Is for git.example.org, not for other.example.org");
    page.locator("[id='import:cloneUrl']").fill("git@git.example.org:acme/app.git");
    page.locator("[id='import:submit']").click();
    page.waitForURL(Pattern.compile("/ui/repository\\.xhtml").asPredicate());
    JsonNode repository = admin.get("/repositories/admin/" + name).expect(200).json();
    assertThat(repository.path("credentialId").asText()).isEqualTo(id);
    assertThat(repository.path("cloneUrl").asText())
        .isEqualTo("ssh://git@git.example.org/acme/app.git");
    page.locator("details:has([id='settings:save']) > summary").click();
    assertThat(page.locator("[id='settings:credentialId']")).hasValue(id);
    page.locator("[id='settings:description']").fill("changed");
    page.locator("[id='settings:save']").click();
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(admin.get("/repositories/admin/" + name).json().path("credentialId").asText())
        .isEqualTo(id);
    admin.delete("/repositories/admin/" + name).expect(204);
    admin.delete("/credentials/" + id).expect(204);
  }

  @Test
  void anUnknownHostIsApprovedFromTheRepositoryThatWaits() throws Exception {
    assumeTrue(StockSshServer.isInstalled());
    Path upstream = temp.resolve("up.git");
    GitCommand.generate(upstream, 5, 1);
    SshPrivateKey key = SshPrivateKey.generate();
    try (StockSshServer ssh = StockSshServer.start(key)) {
      String name = fresh("console-ssh");
      admin.post("/repositories", Map.of("name", name, "cloneUrl", ssh.url(upstream))).expect(201);
      Page page = browser.admin();
      page.navigate("/ui/repository.xhtml?owner=admin&name=" + name);
      assertThat(page.locator("[data-mirror]")).hasText("Unknown host key");
      page.reload();
      Browser.keep(page, "repository-host-key");
      page.getByText("Look at the keys of this host").click();
      Locator row =
          page.locator("tr", new Page.LocatorOptions().setHasText(ssh.hostKey().fingerprint()));
      assertThat(row).containsText("Waits for approval");
      row.getByText("Approve").click();
      assertThat(page.locator("#confirm")).containsText(ssh.hostKey().fingerprint());
      Browser.keep(page, "host-key-approve");
      page.locator("[data-confirm=yes]").click();
      assertThat(page.locator(".toast")).containsText("is known by this key now");
      page.navigate("/ui/host-keys.xhtml?host=127.0.0.1:" + ssh.port());
      assertThat(page.locator("tbody .badge")).hasText("Trusted");
    }
  }

  @Test
  void anUnknownHostOfAPushIsFoundFromTheRepositoryThatWaits() throws Exception {
    assumeTrue(StockSshServer.isInstalled());
    Path upstream = temp.resolve("pushed.git");
    GitCommand.generate(upstream, 5, 1);
    try (StockSshServer ssh = StockSshServer.start();
        StockSshServer second = StockSshServer.start()) {
      String host = "127.0.0.1:" + ssh.port();
      String id =
          admin
              .post(
                  "/credentials",
                  Map.of(
                      "namespace",
                      "admin",
                      "label",
                      fresh("key"),
                      "kind",
                      "SSH_KEY",
                      "host",
                      host,
                      "generate",
                      true))
              .expect(201)
              .locationId();
      ssh.letIn(admin.get("/credentials/" + id).json().path("publicKey").asText());
      String key = ssh.hostKey().algorithm() + " " + ssh.hostKey().key();
      admin.post("/host-keys", Map.of("entry", host + " " + key)).expect(201);
      String name = fresh("console-push-ssh");
      admin
          .post(
              "/repositories",
              Map.of(
                  "name",
                  name,
                  "cloneUrl",
                  ssh.url(upstream),
                  "credentialId",
                  id,
                  "direction",
                  "BOTH",
                  "pushUrl",
                  second.url(temp.resolve("down.git"))))
          .expect(201);
      new Mirrors(sluice).settled(name);
      Page page = browser.admin();
      page.navigate("/ui/repository.xhtml?owner=admin&name=" + name);
      Locator note = page.locator("[data-push-failure=HOST_KEY]");
      assertThat(note).containsText(second.hostKey().fingerprint());
      Browser.keep(page, "repository-push-host-key");
      note.getByText("Look at the keys of this host").click();
      assertThat(page).hasURL(Pattern.compile("host-keys\\.xhtml\\?host=127\\.0\\.0\\.1"));
      assertThat(page.locator("tbody tr")).containsText(second.hostKey().fingerprint());
    }
  }

  @Test
  void aKeyIsEnteredByHandRefusedWhenItIsNoneAndRevoked() {
    String host = fresh("by-hand") + ".example.org";
    SshPrivateKey key = SshPrivateKey.generate();
    Page page = browser.admin();
    page.navigate("/ui/host-keys.xhtml");
    page.locator("[id='entered:entry']").fill(host + " ssh-ed25519 not-a-key");
    page.locator("[id='entered:go']").click();
    assertThat(page.locator(".field .wrong")).isVisible();
    assertThat(page.locator("[id='entered:entry']")).hasValue(host + " ssh-ed25519 not-a-key");
    page.locator("[id='entered:entry']").fill(host + " " + key.publicLine());
    page.locator("[id='entered:go']").click();
    assertThat(page.locator(".toast")).containsText(host + " is known by this key now");

    page.navigate("/ui/host-keys.xhtml?host=" + host);
    assertThat(page.locator("tbody .badge")).hasText("Trusted");
    page.locator("tbody [data-submit=revoke]").click();
    assertThat(page.locator("#confirm")).containsText("not spoken to any more");
    page.locator("[data-confirm=no]").click();
    assertThat(page.locator("tbody .badge")).hasText("Trusted");
    page.locator("tbody [data-submit=revoke]").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator(".toast")).containsText("The key of " + host + " is revoked");
    page.navigate("/ui/host-keys.xhtml?host=" + host);
    assertThat(page.locator("tbody .badge")).hasText("Revoked");
  }
}
