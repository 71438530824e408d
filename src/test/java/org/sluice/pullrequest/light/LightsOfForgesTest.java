package org.sluice.pullrequest.light;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.forge.ContractedForge;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeStub;
import org.sluice.forge.ForgeStub.Reply;
import org.sluice.forge.ForgeStub.Subject;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubPull.Outcome;
import org.sluice.forge.StubbedForge;
import org.sluice.registry.status.Light;

/** Which light a pull request has, by what each forge's server answers of it. */
@Timeout(60)
class LightsOfForgesTest {

  private static final String APP = "team/app";

  @TempDir Path answers;

  private StubbedForge<ForgeStub> at;

  @AfterEach
  void stop() {
    at.close();
  }

  /** One that is approved by grace. */
  private StubPull approved(ContractedForge contracted) {
    at = contracted.on(answers);
    return at.stub().repository(APP).open("Change").review("grace", Opinion.APPROVED);
  }

  private Lit light() throws ForgeFailure {
    Pull pull = at.openPulls(APP).get(0);
    return LightRule.of(pull.draft(), pull.targetBranch(), at.details(APP, pull.number()));
  }

  @ParameterizedTest
  @EnumSource
  void failedCheckIsRed(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).run("lint", Outcome.PASSED).run("build", Outcome.FAILED);
    assertThat(light()).isEqualTo(new Lit(Light.RED, "1 check failed: build"));
  }

  @ParameterizedTest
  @EnumSource
  void checkThatFailedAndRanAgainIsGreen(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).run("build", Outcome.FAILED).run("build", Outcome.PASSED);
    assertThat(light()).isEqualTo(new Lit(Light.GREEN, "1 check passed; approved by grace"));
  }

  @ParameterizedTest
  @EnumSource
  void runningCheckIsYellow(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).run("build", Outcome.PASSED).run("build", Outcome.RUNNING);
    assertThat(light()).isEqualTo(new Lit(Light.YELLOW, "1 check not done: build"));
  }

  @ParameterizedTest
  @EnumSource
  void allowedFailureIsGreenWhereTheForgeKnowsIt(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).runAllowed("nightly", Outcome.FAILED);
    assertThat(light().light())
        .isEqualTo(contracted.knowsAllowedFailures() ? Light.GREEN : Light.RED);
  }

  @ParameterizedTest
  @EnumSource
  void changesThatWereAskedForAreRedUntilTheSamePersonApproves(ContractedForge contracted)
      throws ForgeFailure {
    StubPull pull = approved(contracted).run("build", Outcome.PASSED);
    pull.review("ada", Opinion.CHANGES_REQUESTED);
    assertThat(light()).isEqualTo(new Lit(Light.RED, "changes requested by ada"));
    pull.review("ada", Opinion.APPROVED);
    assertThat(light()).isEqualTo(new Lit(Light.GREEN, "1 check passed; approved by grace, ada"));
  }

  @ParameterizedTest
  @EnumSource
  void draftIsYellow(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).run("build", Outcome.PASSED).draft();
    assertThat(light()).isEqualTo(new Lit(Light.YELLOW, "is a draft"));
  }

  @ParameterizedTest
  @EnumSource
  void pullFromAForkHasTheLightOfItsChecks(ContractedForge contracted) throws ForgeFailure {
    StubPull pull = approved(contracted).from("contributor/app");
    at.stub().repository("contributor/app").forkOf(APP);
    pull.run("build", Outcome.FAILED);
    assertThat(light()).isEqualTo(new Lit(Light.RED, "1 check failed: build"));
    pull.run("build", Outcome.PASSED);
    assertThat(light().light()).isEqualTo(Light.GREEN);
  }

  @ParameterizedTest
  @EnumSource
  void conflictIsRedWhereTheForgeTellsIt(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).run("build", Outcome.PASSED).mergeable(Mergeable.CONFLICTS);
    assertThat(light())
        .isEqualTo(
            contracted.tellsMergeability()
                ? new Lit(Light.RED, "conflicts with main")
                : new Lit(Light.GREEN, "1 check passed; approved by grace"));
  }

  @ParameterizedTest
  @EnumSource
  void checksThatCannotBeReadAreUnknown(ContractedForge contracted) throws ForgeFailure {
    approved(contracted).run("build", Outcome.PASSED);
    at.stub().answer(Subject.CHECKS, new Reply(503, Map.of(), "down"));
    assertThat(light().light()).isEqualTo(Light.UNKNOWN);
    assertThat(light().reason()).startsWith("checks could not be read: ");
  }
}
