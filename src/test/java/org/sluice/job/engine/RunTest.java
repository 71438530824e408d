package org.sluice.job.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.SampleRows;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.platform.Cancellation;

class RunTest {

  private final Job job = SampleRows.job(true, JobTrigger.MANUAL);
  private final OutcomeWriter writer = new OutcomeWriter(task -> {}, null, null);
  private final ProgressBoard board = new ProgressBoard();
  private final List<Run> left = new ArrayList<>();

  private interface Work {
    ItemOutcome run(ItemRun item);
  }

  private Run run(ProgressBoard shownOn, Work work) {
    JobWork whole =
        new JobWork() {
          @Override
          public JobKind kind() {
            return JobKind.SYNC;
          }

          @Override
          public ItemOutcome run(ItemRun item) {
            return work.run(item);
          }
        };
    JobStreams nobodyWatches =
        new JobStreams() {
          @Override
          public void changed(UUID jobId) {}
        };
    return new Run(
        new Lanes.Lane(job),
        SampleRows.item(job.id(), "", 1),
        whole,
        shownOn,
        nobodyWatches,
        writer) {
      @Override
      void left(double millis) {
        left.add(this);
      }

      @Override
      boolean giveWay() {
        return false;
      }

      @Override
      void resume() {}
    };
  }

  private Map<String, Long> counters() {
    return board.look(job.id()).orElseThrow().view().counters();
  }

  @Test
  void endIsNotedAndTheSlotIsFreedAlsoIfTheBoardFails() {
    // There is no board at all: telling it of the start and of the end both fails.
    Run run = run(null, item -> ItemOutcome.succeeded("done"));

    assertThatThrownBy(run::run).isInstanceOf(NullPointerException.class);

    assertThat(left).containsExactly(run);
    assertThat(writer.waiting())
        .extracting(ItemNote::step)
        .containsExactly(ItemNote.Step.STARTED, ItemNote.Step.ENDED);
    assertThat(writer.waiting().get(1).item().status()).isEqualTo(ItemStatus.FAILED);
  }

  @Test
  void whatWasCountedLastIsNotedAlsoIfTheRunFails() {
    board.open(job, Set.of());
    Run run =
        run(
            board,
            item -> {
              item.count("files", 1);
              item.count("files", 7);
              ((Run) item).showProgress();
              assertThat(counters()).as("while it runs").isEqualTo(Map.of("files", 7L));
              IntStream.range(0, 50).forEach(n -> item.count("name-" + n, 1));
              item.count("files", 8);
              throw new IllegalStateException("planted");
            });

    run.run();

    Map<String, Long> noted = writer.waiting().get(1).counters();
    assertThat(noted).hasSize(Job.MAX_COUNTERS).containsEntry("files", 8L);
    assertThat(counters()).as("until that is committed").isEqualTo(noted);
  }

  @Test
  void whatTheStopOfTheServerInterruptsCountsNothing() {
    board.open(job, Set.of());
    Run run =
        run(
            board,
            item -> {
              item.count("files", 1);
              item.cancellation().cancel(Cancellation.Cause.SHUTDOWN);
              return ItemOutcome.cancelled();
            });

    run.run();

    assertThat(writer.waiting()).extracting(ItemNote::step).containsExactly(ItemNote.Step.STARTED);
    assertThat(counters()).isEmpty();
  }
}
