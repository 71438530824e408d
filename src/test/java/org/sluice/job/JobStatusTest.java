package org.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.job.item.ItemStatus;

class JobStatusTest {

  private static final Set<JobStatus> ENDS =
      Set.of(
          JobStatus.SUCCEEDED,
          JobStatus.PARTIALLY_SUCCEEDED,
          JobStatus.FAILED,
          JobStatus.CANCELLED);

  /** Besides the ends, which every active state may go over to. */
  private static final Map<JobStatus, Set<JobStatus>> LEGAL =
      Map.of(
          JobStatus.QUEUED, Set.of(JobStatus.RUNNING, JobStatus.PAUSED, JobStatus.CANCELLING),
          JobStatus.RUNNING, Set.of(JobStatus.PAUSED, JobStatus.CANCELLING),
          JobStatus.PAUSED, Set.of(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.CANCELLING),
          JobStatus.CANCELLING, Set.of());

  static Stream<Arguments> everyPair() {
    return Arrays.stream(JobStatus.values())
        .flatMap(from -> Arrays.stream(JobStatus.values()).map(next -> Arguments.of(from, next)));
  }

  @ParameterizedTest
  @MethodSource("everyPair")
  void everyPairIsEitherLegalOrThrows(JobStatus from, JobStatus next) {
    boolean legal = !ENDS.contains(from) && (ENDS.contains(next) || LEGAL.get(from).contains(next));

    assertThat(from.mayBecome(next)).isEqualTo(legal);
    if (legal) {
      assertThat(from.become(next)).isEqualTo(next);
    } else {
      assertThatThrownBy(() -> from.become(next))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(from.name())
          .hasMessageContaining(next.name());
    }
    assertThat(from.ended()).isEqualTo(ENDS.contains(from));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, SUCCEEDED",
    "3, 0, 0, 0, SUCCEEDED",
    "0, 0, 3, 0, SUCCEEDED",
    "2, 0, 1, 0, SUCCEEDED",
    "0, 2, 0, 0, FAILED",
    "0, 2, 5, 0, FAILED",
    "1, 2, 0, 0, PARTIALLY_SUCCEEDED",
    "1, 2, 3, 0, PARTIALLY_SUCCEEDED",
    "0, 0, 0, 1, CANCELLED",
    "5, 2, 1, 1, CANCELLED",
  })
  void endFollowsFromTheCounts(
      int succeeded, int failed, int skipped, int cancelled, JobStatus end) {
    int total = succeeded + failed + skipped + cancelled;
    JobCounts counts = new JobCounts(total, 0, 0, succeeded, failed, skipped, cancelled);

    assertThat(counts.end()).isEqualTo(end);
    assertThat(counts.percent()).isEqualTo(100);
  }

  @Test
  void countsThatDoNotAddUpAreRefused() {
    assertThatThrownBy(() -> new JobCounts(3, 1, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new JobCounts(0, -1, 1, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> JobCounts.allPending(1).moved(ItemStatus.RUNNING, ItemStatus.FAILED, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jobWithPendingItemsHasNoEnd() {
    assertThatThrownBy(() -> JobCounts.allPending(2).end())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void percentIsRoundedDownSoThatHundredMeansDone() {
    JobCounts counts = JobCounts.allPending(1000).moved(ItemStatus.PENDING, ItemStatus.FAILED, 999);

    assertThat(counts.percent()).isEqualTo(99);
    assertThat(counts.completed()).isEqualTo(999);
  }
}
