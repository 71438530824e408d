package org.sluice.job.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobTrigger;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.SampleRows;
import org.sluice.rest.stream.OpenStreams;
import org.sluice.rest.stream.Watcher;

class JobStreamsTest {

  private static final Caller ANA = caller(1);

  private final ProgressBoard board = new ProgressBoard();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final JobStreams streams = new JobStreams(board, tasks::add);
  private final Job job = SampleRows.job(true, JobTrigger.MANUAL);

  private static Caller caller(int number) {
    UUID id = new UUID(0, number);
    return new Caller(id, "u" + number, false, Set.of(Scope.READ), Map.of(), null);
  }

  private static final class Listener implements Watcher {
    private final List<String> names = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private int heartbeats;
    private boolean closed;
    private boolean broken;

    @Override
    public void send(String name, String id, String json) {
      if (broken) {
        throw new IllegalStateException("connection reset");
      }
      names.add(name);
      ids.add(id);
    }

    @Override
    public void heartbeat() {
      heartbeats++;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean closed() {
      return closed;
    }
  }

  @Test
  void progressComesAtOnceThenItemsThenTheEnd() {
    Listener listener = open(null);
    assertThat(listener.names).containsExactly("progress");

    commit(4);
    streams.changed(job.id());
    end();
    sendUntil(listener);

    assertThat(listener.names.subList(1, 5)).containsOnly("item");
    assertThat(listener.names).endsWith("progress", "end");
    assertThat(listener.closed).isTrue();
    assertThat(streams.openStreams()).isZero();
  }

  @Test
  void whoComesBackHearsWhatHeMissed() {
    board.open(job, Set.of());
    commit(5);

    Listener listener = open(board.epoch() + "-3");

    assertThat(listener.names).containsExactly("item", "item", "progress");
    assertThat(listener.ids).last().isEqualTo(board.epoch() + "-5");
  }

  @Test
  void whoComesBackTooLateOrFromBeforeARestartGetsFreshProgress() {
    board.open(job, Set.of());
    commit(ProgressBoard.RING + 50);

    assertThat(open(board.epoch() + "-1").names).containsExactly("progress");
    assertThat(open("another-40").names).containsExactly("progress");
    assertThat(open("nonsense").names).containsExactly("progress");
    assertThat(open(board.epoch() + "-999999").names).containsExactly("progress");
  }

  @Test
  void streamWhoseSendFailsIsDropped() {
    Listener listener = open(null);
    listener.broken = true;
    commit(1);
    streams.changed(job.id());
    sendUntil(listener);

    assertThat(listener.closed).isTrue();
    assertThat(streams.openStreams()).isZero();
  }

  @Test
  void whoseRightsChangeHasToShowThemAnew() {
    Listener anas = open(null);
    Listener bobs = new Listener();
    streams.open(caller(2), Views.of(job), bobs, null);

    streams.accessChanged(new AccessChanged(ANA.userId()));
    assertThat(anas.closed).isTrue();
    assertThat(bobs.closed).isFalse();
    assertThat(streams.openStreams()).isEqualTo(1);

    streams.accessChanged(new AccessChanged(null));
    assertThat(bobs.closed).isTrue();
    assertThat(streams.openStreams()).isZero();
  }

  @Test
  void oneTaskAtATimeSendsOnOneStream() {
    board.open(job, Set.of());
    Listener listener = new Listener();
    streams.open(ANA, Views.of(job), listener, null);
    streams.changed(job.id());
    streams.heartbeat();

    assertThat(tasks).hasSize(1);
  }

  @Test
  void heartbeatIsSentWhenNothingHappens() {
    Listener listener = open(null);
    streams.heartbeat();
    runTasks();

    assertThat(listener.heartbeats).isEqualTo(1);
    assertThat(listener.names).containsExactly("progress");
  }

  @Test
  void openStreamsAreCapped() {
    for (int n = 0; n < OpenStreams.MAX_OPEN; n++) {
      open(null);
    }

    assertThatThrownBy(() -> open(null))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.UNAVAILABLE);
              assertThat(refused.retryAfter()).isPresent();
            });
    assertThat(streams.openStreams()).isEqualTo(OpenStreams.MAX_OPEN);
  }

  @Test
  void jobThatHasLeftTheBoardIsToldFromItsRow() {
    Job ended =
        job.counting(
            job.counts().moved(ItemStatus.PENDING, ItemStatus.SUCCEEDED, 10),
            0,
            Map.of(),
            Instant.now());
    Listener listener = new Listener();
    streams.open(ANA, Views.of(ended), listener, null);
    runTasks();

    assertThat(listener.names).containsExactly("progress", "end");
    assertThat(listener.closed).isTrue();
    assertThat(streams.openStreams()).isZero();
  }

  private Listener open(String lastEventId) {
    board.open(job, Set.of());
    Listener listener = new Listener();
    streams.open(ANA, Views.of(job), listener, lastEventId);
    runTasks();
    return listener;
  }

  private void commit(int items) {
    for (int n = 0; n < items; n++) {
      board.committed(job, List.of(SampleRows.item(job.id(), "", n)));
    }
  }

  private void end() {
    board.committed(
        job.counting(
            job.counts().moved(ItemStatus.PENDING, ItemStatus.SUCCEEDED, 10),
            0,
            Map.of(),
            Instant.now()),
        List.of());
  }

  private void runTasks() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  /** Lets the throttle's time pass. */
  private void sendUntil(Listener listener) {
    Instant deadline = Instant.now().plusSeconds(10);
    while (!listener.closed) {
      assertThat(Instant.now()).isBefore(deadline);
      streams.tick();
      runTasks();
      Thread.onSpinWait();
    }
  }
}
