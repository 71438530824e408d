package org.sluice.pullrequest.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Part;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review;
import org.sluice.pullrequest.PullRow;
import org.sluice.pullrequest.ShownCheck;
import org.sluice.pullrequest.light.Lit;
import org.sluice.registry.status.Light;

class RefreshRecordTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(300);
  private static final ForgeFailure DOWN =
      new ForgeFailure(ForgeFailure.Kind.UNAVAILABLE, "the forge answered 502", null);

  private final Set<String> missing = new TreeSet<>();

  private static Pull pull(long number) {
    return new Pull(
        number,
        "Title",
        "ana",
        false,
        "https://forge.example/team/app/pull/" + number,
        "topic",
        "team/app",
        "main",
        "0123456789012345678901234567890123456789",
        false,
        Pull.State.OPEN,
        List.of("bug"),
        NOON,
        NOON);
  }

  private static PullDetails details(long number, String state) {
    return new PullDetails(
        number,
        Part.read(List.of(new Check("build", "build", state, false, null, NOON, 1))),
        Part.read(List.of(new Review("ben", Review.Opinion.APPROVED, NOON))),
        Part.read(Mergeable.YES));
  }

  @Test
  void checksThatCouldNotBeReadKeepWhatWasKnownAndItsAge() {
    PullRow before = RefreshRecord.row(pull(1), details(1, "success"), null, NOON, missing);
    assertThat(missing).isEmpty();
    PullRow after =
        RefreshRecord.row(
            pull(1),
            new PullDetails(1, Part.failed(DOWN), Part.read(List.of()), Part.read(Mergeable.YES)),
            before,
            LATER,
            missing);
    assertThat(missing).containsExactly("checks");
    assertThat(after.lit().light()).isEqualTo(Light.UNKNOWN);
    assertThat(after.knownLight()).isEqualTo(Light.GREEN);
    assertThat(after.knownAt()).isEqualTo(NOON);
    assertThat(after.checks())
        .containsExactly(new ShownCheck("build", Light.GREEN, "success", null));
    assertThat(after.checksAt()).isEqualTo(NOON);
    assertThat(after.reviews()).isEmpty();
    assertThat(after.reviewsAt()).isEqualTo(LATER);
  }

  @Test
  void whatWasNeverReadIsNotKnownAtAll() {
    PullRow row = RefreshRecord.row(pull(1), PullDetails.failed(1, DOWN), null, NOON, missing);
    assertThat(missing).containsExactly("checks", "mergeability", "reviews");
    assertThat(row.lit().light()).isEqualTo(Light.UNKNOWN);
    assertThat(row.knownLight()).isNull();
    assertThat(row.checksAt()).isNull();
  }

  @Test
  void aRepositoryHasTheLightOfItsWorstPullRequest() {
    List<PullRow> rows = new ArrayList<>();
    assertThat(RefreshRecord.worst(rows)).isEqualTo(new Lit(Light.NONE, "no open pull requests"));
    rows.add(RefreshRecord.row(pull(3), details(3, "success"), null, NOON, missing));
    assertThat(RefreshRecord.worst(rows))
        .isEqualTo(new Lit(Light.GREEN, "#3: 1 check passed; approved by ben"));
    rows.add(RefreshRecord.row(pull(9), details(9, "failure"), null, NOON, missing));
    rows.add(RefreshRecord.row(pull(7), details(7, "failure"), null, NOON, missing));
    assertThat(RefreshRecord.worst(rows))
        .isEqualTo(new Lit(Light.RED, "#7: 1 check failed: build; and 1 more"));
  }
}
