package org.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {

  private final Cancellation cancellation = new Cancellation();
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void cancelRunsEveryCloserOnceAndKeepsTheFirstCause() {
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("closed already");
        });
    cancellation.onCancel(closed::incrementAndGet);
    cancellation.cancel(Cancellation.Cause.DEADLINE);
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(closed).hasValue(1);
    assertThat(cancellation.cause()).isEqualTo(Cancellation.Cause.DEADLINE);
    assertThatThrownBy(cancellation::check).isInstanceOf(CancellationException.class);
  }

  @Test
  void aCloserThatComesTooLateRunsAtOnce() {
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    cancellation.onCancel(closed::incrementAndGet);
    assertThat(closed).hasValue(1);
  }

  @Test
  void aCloserThatWasTakenBackDoesNotRun() {
    cancellation.onCancel(closed::incrementAndGet).close();
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(closed).hasValue(0);
  }
}
