package org.sluice.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.SampleRows;

class ProgressBoardTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private Instant now = NOON;
  private final ProgressBoard board = new ProgressBoard(() -> now);
  private final Job queued = SampleRows.job(true, JobTrigger.MANUAL);

  @Test
  void tagChangesWithEveryChangeAndOnlyThen() {
    board.open(queued, Set.of());
    String first = tag();
    assertThat(tag()).isEqualTo(first);

    JobItem item = SampleRows.item(queued.id(), "", 1).running(now);
    board.began(item);
    String second = tag();
    board.progress(queued.id(), item.id(), "RECEIVING", 0.5, 100);
    String third = tag();
    board.left(queued.id(), item.id(), Map.of());

    assertThat(Set.of(first, second, third, tag())).hasSize(4);
  }

  @Test
  void currentShowsPhaseFractionBytesAndRate() {
    board.open(queued, Set.of());
    JobItem item = SampleRows.item(queued.id(), "", 1).running(now);
    board.began(item);
    now = now.plusSeconds(2);
    board.progress(queued.id(), item.id(), "RECEIVING", 0.5, 2_000_000);

    JobView.Current current = view().current().get(0);

    assertThat(current.subject()).isEqualTo("team/app-1");
    assertThat(current.phase()).isEqualTo("RECEIVING");
    assertThat(current.fraction()).isEqualTo(0.5);
    assertThat(current.bytes()).isEqualTo(2_000_000);
    assertThat(current.bytesPerSecond()).isEqualTo(1_000_000);
    board.progress(queued.id(), item.id(), "RESOLVING", Double.NaN, 2_000_000);
    assertThat(view().current().get(0).fraction()).isNull();
  }

  @Test
  void endIsToldOnceByWhicheverWayItComes() {
    assertThat(board.open(queued, Set.of())).isFalse();
    Job ended = progressed(queued, 10);
    assertThat(ended.status().ended()).isTrue();

    assertThat(board.open(ended, Set.of())).isTrue();
    assertThat(board.open(ended, Set.of())).isFalse();
    assertThat(board.committed(ended, List.of())).isFalse();
  }

  @Test
  void olderCommitThatArrivesLateDoesNotTurnTheJobBack() {
    board.open(queued, Set.of());
    Job one = progressed(queued, 1);
    Job two = progressed(one, 1);

    board.committed(two, List.of());
    board.committed(one, List.of());

    assertThat(view().succeeded()).isEqualTo(2);
  }

  @Test
  void jobLeavesTheBoardOnlyAfterItsEnd() {
    board.open(queued, Set.of());
    board.evictEndedBefore(NOON.plusSeconds(1000));
    assertThat(board.look(queued.id())).isPresent();

    board.committed(progressed(queued, 10), List.of());
    assertThat(view().status()).isEqualTo(JobStatus.SUCCEEDED);
    board.evictEndedBefore(NOON.minusSeconds(1));
    assertThat(board.look(queued.id())).isPresent();
    board.evictEndedBefore(NOON.plusSeconds(1));

    assertThat(board.look(queued.id())).isEmpty();
  }

  @Test
  void estimateGoesOnAtThePaceSoFar() {
    Job half = progressed(queued, 5);

    assertThat(ProgressBoard.estimate(half, NOON.plusSeconds(50))).isEqualTo(NOON.plusSeconds(100));
  }

  @Test
  void estimateIsNotGuessed() {
    assertThat(ProgressBoard.estimate(queued, NOON)).isNull();
    Job paused = progressed(queued, 5).become(JobStatus.PAUSED, NOON);
    assertThat(ProgressBoard.estimate(paused, NOON.plusSeconds(50))).isNull();
  }

  @Test
  void ringTellsWhatWasMissedAndWhetherAllOfIt() {
    board.open(queued, Set.of());
    for (int n = 1; n <= ProgressBoard.RING + 10; n++) {
      board.committed(queued, List.of(SampleRows.item(queued.id(), "", n)));
    }
    int last = ProgressBoard.RING + 10;

    ProgressBoard.Missed few = board.missed(queued.id(), last - 3);
    assertThat(few.complete()).isTrue();
    assertThat(few.events())
        .extracting(event -> event.item().position())
        .containsExactly(last - 2, last - 1, last);
    assertThat(board.missed(queued.id(), 10).complete()).isTrue();
    assertThat(board.missed(queued.id(), 9).complete()).isFalse();
    assertThat(board.missed(queued.id(), last).events()).isEmpty();
    assertThat(board.missed(queued.id(), 0).last()).isEqualTo(last);
  }

  @Test
  void totalsCountWhatHasNotEnded() {
    board.open(queued, Set.of());
    board.open(SampleRows.job(true, JobTrigger.MANUAL), Set.of());
    assertThat(board.totals()).isEqualTo(new ProgressBoard.Totals(2, 20, 0));

    board.committed(progressed(queued, 10), List.of());

    assertThat(board.totals()).isEqualTo(new ProgressBoard.Totals(1, 10, 0));
  }

  @Test
  void countersAreThoseOfWhatHasEndedAndOfWhatRuns() {
    Job counting = counting(queued, Map.of("files", 100L));
    board.open(counting, Set.of());
    JobItem one = SampleRows.item(queued.id(), "", 1).running(now);
    JobItem two = SampleRows.item(queued.id(), "", 2).running(now);
    board.began(one);
    board.began(two);
    String before = tag();
    board.counted(queued.id(), one.id(), Map.of("files", 5L));
    board.counted(queued.id(), one.id(), Map.of("files", 7L, "refused", 1L));
    board.counted(queued.id(), two.id(), Map.of("files", 20L));

    assertThat(view().counters()).isEqualTo(Map.of("files", 127L, "refused", 1L));
    assertThat(tag()).isNotEqualTo(before);
    board.left(queued.id(), two.id(), Map.of());
    assertThat(view().counters())
        .as("the other one was given back")
        .isEqualTo(Map.of("files", 107L, "refused", 1L));
  }

  @Test
  void noCounterGoesBackOrCountsTwiceWhenAnItemEnds() {
    Map<String, Long> last = Map.of("files", 9L);
    JobItem item = SampleRows.item(queued.id(), "", 1).running(now);
    JobItem ended = item.ended(ItemOutcome.cancelled(), 1, null, now, now);
    for (boolean committedFirst : new boolean[] {true, false}) {
      ProgressBoard each = new ProgressBoard(() -> now);
      each.open(queued, Set.of());
      each.began(item);
      each.counted(queued.id(), item.id(), Map.of("files", 7L));
      if (committedFirst) {
        each.committed(counting(queued, last), List.of(ended));
        assertThat(counters(each)).isEqualTo(last);
        each.counted(queued.id(), item.id(), last);
        assertThat(counters(each)).as("a report that comes late").isEqualTo(last);
        each.left(queued.id(), item.id(), last);
      } else {
        each.left(queued.id(), item.id(), last);
        assertThat(counters(each)).isEqualTo(last);
        each.committed(counting(queued, last), List.of(ended));
      }
      assertThat(counters(each)).isEqualTo(last);
    }
  }

  private static Job counting(Job job, Map<String, Long> counters) {
    return job.counting(job.counts(), 0, counters, NOON);
  }

  private Map<String, Long> counters(ProgressBoard of) {
    return of.look(queued.id()).orElseThrow().view().counters();
  }

  private Job progressed(Job job, int done) {
    return job.counting(
        job.counts().moved(ItemStatus.PENDING, ItemStatus.SUCCEEDED, done), 0, Map.of(), NOON);
  }

  private String tag() {
    return board.look(queued.id()).orElseThrow().tag();
  }

  private JobView view() {
    UUID id = queued.id();
    return board.look(id).orElseThrow().view();
  }
}
