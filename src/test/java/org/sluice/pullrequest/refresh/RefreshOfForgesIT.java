package org.sluice.pullrequest.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.forge.ContractedForge;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeStub;
import org.sluice.forge.ForgeStub.Reply;
import org.sluice.forge.ForgeStub.Subject;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubPull.Outcome;
import org.sluice.forge.StubRepository;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;

/** Refreshes over each forge's API, from the account to the lights. */
class RefreshOfForgesIT {

  private static final String APP = "team/app";

  private final Api admin = RunningSluice.shared().admin();

  @ParameterizedTest
  @EnumSource
  void everyPullHasTheLightOfItsForge(ContractedForge contracted) {
    try (ForgeStub stub = contracted.stub()) {
      ForgeFleet fleet = ForgeFleet.at(admin, stub.kind().name(), stub.web());
      account(fleet, stub);
      StubRepository app = stub.repository(APP);
      stub.repository("contributor/app").forkOf(APP);
      green(app, "Good");
      green(app, "Fails").run("lint", Outcome.FAILED);
      green(app, "Is no more").run("lint", Outcome.FAILED).run("lint", Outcome.PASSED);
      green(app, "Is talked about").review("ada", Opinion.CHANGES_REQUESTED);
      green(app, "Is settled")
          .review("ada", Opinion.CHANGES_REQUESTED)
          .review("ada", Opinion.APPROVED);
      green(app, "Is a draft").draft();
      StubPull fork = app.open("From afar").from("contributor/app");
      fork.run("build", Outcome.PASSED).review("grace", Opinion.APPROVED);
      StubPull merged = green(app, "Is merged");
      StubPull closed = green(app, "Is closed");
      for (int i = 0; i < 60; i++) {
        app.open("Filler");
      }
      stub.largestPage(50);
      String path = fleet.track(APP);

      assertThat(status(fleet.run(path + "/refresh", null))).isEqualTo("SUCCEEDED");
      assertThat(lights(path).subList(0, 7))
          .containsExactly(
              "1 OPEN GREEN 1 check passed; approved by grace",
              "2 OPEN RED 1 check failed: lint",
              "3 OPEN GREEN all 2 checks passed; approved by grace",
              "4 OPEN RED changes requested by ada",
              "5 OPEN GREEN 1 check passed; approved by grace, ada",
              "6 OPEN YELLOW is a draft",
              "7 OPEN GREEN 1 check passed; approved by grace");

      merged.merge();
      closed.close();
      stub.answer(Subject.CHECKS, Reply.json(403, stub.error("not now")));
      JsonNode job = fleet.run(path + "/refresh", null);
      assertThat(status(job)).isEqualTo("SUCCEEDED");
      List<String> after = lights(path);
      assertThat(after)
          .hasSize(67)
          .noneMatch(each -> each.startsWith("8 ") || each.startsWith("9 "));
      assertThat(after.get(0)).startsWith("1 OPEN UNKNOWN checks could not be read");
      assertThat(shown(path, "&state=MERGED"))
          .extracting(RefreshOfForgesIT::number)
          .containsOnly(8L);
      assertThat(shown(path, "&state=CLOSED"))
          .extracting(RefreshOfForgesIT::number)
          .containsOnly(9L);
    }
  }

  /** Makes the account, which its forge is asked about twice: as it was entered, and as kept. */
  private void account(ForgeFleet fleet, ForgeStub stub) {
    // Bitbucket's tokens of people are passwords, which a login belongs to.
    String login = stub.kind() == ForgeKind.BITBUCKET ? stub.login() : "";
    JsonNode account =
        admin
            .post(
                "/forge-accounts",
                fleet.entered(stub.root(), stub.token(), "login", login, "isDefault", true))
            .expect(201)
            .json();
    assertThat(account.path("login").asText()).isEqualTo(stub.login());
    JsonNode again =
        admin
            .post("/forge-accounts/" + account.path("id").asText() + "/validate", null)
            .expect(200)
            .json();
    assertThat(again.path("status").asText()).isEqualTo("VALID");
  }

  private static StubPull green(StubRepository app, String title) {
    return app.open(title).run("build", Outcome.PASSED).review("grace", Opinion.APPROVED);
  }

  private static String status(JsonNode job) {
    return job.path("status").asText();
  }

  private static long number(JsonNode pull) {
    return pull.path("number").asLong();
  }

  private List<String> lights(String path) {
    return shown(path, "").stream()
        .map(
            each ->
                number(each)
                    + " "
                    + each.path("state").asText()
                    + " "
                    + each.path("light").asText()
                    + " "
                    + each.path("lightReason").asText())
        .toList();
  }

  private List<JsonNode> shown(String path, String query) {
    List<JsonNode> all = new ArrayList<>();
    admin
        .get(path + "/pull-requests?size=200&sort=number" + query)
        .expect(200)
        .json()
        .path("items")
        .forEach(all::add);
    return all;
  }
}
