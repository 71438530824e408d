package org.sluice.pullrequest.light;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Part;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;
import org.sluice.registry.status.Light;

class LightRuleTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ForgeFailure DOWN =
      new ForgeFailure(ForgeFailure.Kind.UNAVAILABLE, "the forge answered 502", null);

  private final List<Check> checks = new ArrayList<>();
  private final List<Review> reviews = new ArrayList<>(List.of(by("ana", Opinion.APPROVED)));
  private Mergeable mergeable = Mergeable.YES;
  private boolean draft;

  private Lit light() {
    return LightRule.of(
        draft,
        "main",
        new PullDetails(1, Part.read(checks), Part.read(reviews), Part.read(mergeable)));
  }

  private static Review by(String reviewer, Opinion opinion) {
    return new Review(reviewer, opinion, NOON);
  }

  private void check(String name, String state) {
    checks.add(new Check(name, name, state, false, null, NOON, checks.size()));
  }

  private void review(Review... given) {
    reviews.clear();
    reviews.addAll(Arrays.asList(given));
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "neutral", "skipped", "SUCCESSFUL"})
  void aCheckThatPassedIsGreen(String state) {
    check("build", state);
    assertThat(light()).isEqualTo(new Lit(Light.GREEN, "1 check passed; approved by ana"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failure",
        "timed_out",
        "action_required",
        "startup_failure",
        "error",
        "cancelled",
        "failed",
        "canceled",
        "FAILED",
        "STOPPED"
      })
  void aCheckThatFailedIsRed(String state) {
    check("unit", "success");
    check("build", state);
    assertThat(light()).isEqualTo(new Lit(Light.RED, "1 check failed: build"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "queued",
        "in_progress",
        "waiting",
        "requested",
        "pending",
        "expected",
        "stale",
        "manual",
        "scheduled",
        "INPROGRESS",
        "running",
        "what-nobody-knows"
      })
  void aCheckThatIsNotDoneIsYellow(String state) {
    check("unit", "success");
    check("build", state);
    assertThat(light()).isEqualTo(new Lit(Light.YELLOW, "1 check not done: build"));
  }

  @Test
  void withoutChecksTheRestDecides() {
    assertThat(light()).isEqualTo(new Lit(Light.GREEN, "approved by ana"));
  }

  @Test
  void checksThatCouldNotBeReadAreUnknownAndNeverGreen() {
    Lit unread =
        LightRule.of(
            false,
            "main",
            new PullDetails(1, Part.failed(DOWN), Part.read(reviews), Part.read(mergeable)));
    assertThat(unread)
        .isEqualTo(new Lit(Light.UNKNOWN, "checks could not be read: the forge answered 502"));
  }

  @Test
  void reviewsThatCouldNotBeReadAreUnknownToo() {
    check("build", "success");
    Lit unread =
        LightRule.of(
            false,
            "main",
            new PullDetails(1, Part.read(checks), Part.failed(DOWN), Part.read(mergeable)));
    assertThat(unread.light()).isEqualTo(Light.UNKNOWN);
  }

  @Test
  void whatIsRedForCertainStaysRedHoweverMuchIsUnknown() {
    Lit certain =
        LightRule.of(
            false,
            "main",
            new PullDetails(
                1, Part.failed(DOWN), Part.read(reviews), Part.read(Mergeable.CONFLICTS)));
    assertThat(certain).isEqualTo(new Lit(Light.RED, "conflicts with main"));
  }

  @Test
  void aFailureThatIsAllowedIsGreen() {
    checks.add(new Check("lint", "lint", "failed", true, null, NOON, 1));
    assertThat(light().light()).isEqualTo(Light.GREEN);
  }

  @Test
  void aJobThatIsAllowedToFailIsNotDoneWhileItRuns() {
    checks.add(new Check("lint", "lint", "running", true, null, NOON, 1));
    assertThat(light().light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void theLatestOpinionOfEachReviewerCounts() {
    review(by("ana", Opinion.CHANGES_REQUESTED), by("ana", Opinion.APPROVED));
    assertThat(light().light()).isEqualTo(Light.GREEN);
    review(
        by("ana", Opinion.APPROVED),
        by("ben", Opinion.APPROVED),
        by("ben", Opinion.CHANGES_REQUESTED));
    assertThat(light()).isEqualTo(new Lit(Light.RED, "changes requested by ben"));
  }

  @Test
  void aCommentReplacesNoOpinion() {
    review(by("ana", Opinion.CHANGES_REQUESTED), by("ana", Opinion.COMMENTED));
    assertThat(light().light()).isEqualTo(Light.RED);
    review(by("ana", Opinion.APPROVED), by("ana", Opinion.COMMENTED));
    assertThat(light().light()).isEqualTo(Light.GREEN);
  }

  @Test
  void aDismissalTakesAnOpinionAway() {
    review(by("ana", Opinion.CHANGES_REQUESTED), by("ana", Opinion.DISMISSED));
    assertThat(light()).isEqualTo(new Lit(Light.YELLOW, "no review yet"));
  }

  @Test
  void withoutAReviewItIsYellow() {
    review();
    check("build", "success");
    assertThat(light()).isEqualTo(new Lit(Light.YELLOW, "no review yet"));
    review(by("ana", Opinion.COMMENTED));
    assertThat(light().light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void aDraftIsYellow() {
    draft = true;
    check("build", "success");
    assertThat(light()).isEqualTo(new Lit(Light.YELLOW, "is a draft"));
  }

  @ParameterizedTest
  @CsvSource({"CONFLICTS,RED", "COMPUTING,YELLOW", "YES,GREEN", "UNTOLD,GREEN"})
  void mergeabilityHasItsPart(Mergeable told, Light light) {
    mergeable = told;
    assertThat(light().light()).isEqualTo(light);
  }

  @Test
  void theNewestRunOfASeriesCounts() {
    checks.add(new Check("build", "ci/build/push", "failure", false, null, NOON, 1));
    checks.add(
        new Check("build", "ci/build/push", "success", false, null, NOON.plusSeconds(60), 2));
    assertThat(light().light()).isEqualTo(Light.GREEN);
    checks.add(new Check("build", "ci/build/push", "failure", false, null, NOON, 3));
    assertThat(light().light()).isEqualTo(Light.GREEN);
  }

  @Test
  void runsThatTellNoTimeAreOrderedByTheirIds() {
    checks.add(new Check("build", "build", "success", false, null, null, 2));
    checks.add(new Check("build", "build", "failure", false, null, null, 1));
    assertThat(light().light()).isEqualTo(Light.GREEN);
  }

  @Test
  void theSameNameInAnotherSeriesIsAnotherCheck() {
    checks.add(new Check("build", "ci/build/push", "failure", false, null, NOON, 1));
    checks.add(
        new Check(
            "build", "ci/build/pull_request", "success", false, null, NOON.plusSeconds(9), 2));
    assertThat(light()).isEqualTo(new Lit(Light.RED, "1 check failed: build"));
  }

  @Test
  void theReasonNamesAFewAndCountsTheRest() {
    Stream.of("a", "b", "c", "d", "e").forEach(name -> check(name, "failure"));
    assertThat(light().reason()).isEqualTo("5 checks failed: a, b, c and 2 more");
  }

  @Test
  void theReasonTellsAllThatIsAsBad() {
    check("build", "failure");
    mergeable = Mergeable.CONFLICTS;
    review(by("ana", Opinion.CHANGES_REQUESTED));
    assertThat(light())
        .isEqualTo(
            new Lit(
                Light.RED, "1 check failed: build; conflicts with main; changes requested by ana"));
  }

  @Test
  void theWorstComesFirst() {
    assertThat(Light.values())
        .containsExactly(Light.RED, Light.UNKNOWN, Light.YELLOW, Light.GREEN, Light.NONE);
    assertThat(Light.GREEN.or(Light.UNKNOWN)).isEqualTo(Light.UNKNOWN);
    assertThat(Light.NONE.or(Light.NONE)).isEqualTo(Light.NONE);
  }
}
