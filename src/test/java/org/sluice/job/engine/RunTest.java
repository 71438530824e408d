package org.sluice.job.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.SampleRows;

class RunTest {

  private static final JobWork WORK =
      new JobWork() {
        @Override
        public JobKind kind() {
          return JobKind.SYNC;
        }

        @Override
        public ItemOutcome run(ItemRun item) {
          return ItemOutcome.succeeded("done");
        }
      };

  @Test
  void endIsNotedAndTheSlotIsFreedAlsoIfTheBoardFails() {
    OutcomeWriter writer = new OutcomeWriter(task -> {}, null, null);
    List<Run> left = new ArrayList<>();
    Job job = SampleRows.job(true, JobTrigger.MANUAL);
    // There is no board at all: telling it of the start and of the end both fails.
    Run run =
        new Run(new Lanes.Lane(job), SampleRows.item(job.id(), "", 1), WORK, null, null, writer) {
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

    assertThatThrownBy(run::run).isInstanceOf(NullPointerException.class);

    assertThat(left).containsExactly(run);
    assertThat(writer.waiting())
        .extracting(ItemNote::step)
        .containsExactly(ItemNote.Step.STARTED, ItemNote.Step.ENDED);
    assertThat(writer.waiting().get(1).item().status()).isEqualTo(ItemStatus.FAILED);
  }
}
