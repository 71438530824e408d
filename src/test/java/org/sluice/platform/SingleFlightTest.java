package org.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private int runs;

  @Test
  void manyWakesBeforeItRunsMakeOneTask() {
    SingleFlight flight = new SingleFlight(tasks::add, () -> runs++);
    flight.wake();
    flight.wake();
    assertThat(tasks).hasSize(1);
  }

  @Test
  void wakeWhileItRunsMakesItRunOnceMore() {
    SingleFlight[] flight = new SingleFlight[1];
    flight[0] =
        new SingleFlight(
            tasks::add,
            () -> {
              if (++runs == 1) {
                flight[0].wake();
                flight[0].wake();
              }
            });
    flight[0].wake();
    tasks.remove().run();

    assertThat(runs).isEqualTo(2);
    assertThat(tasks).isEmpty();
    flight[0].wake();
    assertThat(tasks).hasSize(1);
  }

  @Test
  void refusalAndFailureLeaveItReadyForTheNextWake() {
    boolean[] full = {true};
    SingleFlight flight =
        new SingleFlight(
            task -> {
              if (full[0]) {
                throw new RejectedExecutionException();
              }
              tasks.add(task);
            },
            () -> {
              runs++;
              throw new IllegalStateException("planted");
            });
    flight.wake();
    full[0] = false;
    flight.wake();
    tasks.remove().run();
    flight.wake();

    assertThat(runs).isEqualTo(1);
    assertThat(tasks).hasSize(1);
  }
}
