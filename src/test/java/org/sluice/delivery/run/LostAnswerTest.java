package org.sluice.delivery.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.Fault;
import org.sluice.delivery.FolderComparison;
import org.sluice.delivery.ModelReceiver;
import org.sluice.delivery.ReceivedMessage;

/** A receiver that does what it is told and fails to say so, and then the commit is another. */
@Timeout(60)
class LostAnswerTest {

  private static final RetryDelays AT_ONCE = new RetryDelays(List.of(Duration.ofMillis(1)));

  @TempDir private Path temp;
  private RunBench bench;
  private ModelReceiver receiver;
  private ConfigUpstream upstream;
  private UUID id;
  private String first;

  @BeforeEach
  void start() throws IOException {
    bench = RunBench.inMemory(Duration.ofMillis(5));
    receiver = ModelReceiver.start();
    receiver.accept(bench.secret);
    upstream = ConfigUpstream.create(temp.resolve("upstream.git"));
    id = bench.subscribe(receiver.url(), List.of("**"), List.of());
    first = upstream.push("main", Map.of("a", "1", "b", "1"));
    assertThat(run(first).state()).isEqualTo(RunEnd.State.SYNCED);
  }

  @AfterEach
  void stop() {
    receiver.close();
    bench.close();
  }

  private RunEnd run(String commit) {
    RunEnd end = bench.run(id, upstream.folder(), commit, AT_ONCE);
    if (end.state() == RunEnd.State.WAITING) {
      LockSupport.parkUntil(end.until().toEpochMilli() + 1);
    }
    return end;
  }

  private String push(String path, String text) throws IOException {
    Map<String, String> change = new HashMap<>();
    change.put(path, text);
    return upstream.push("main", change);
  }

  private void assertHas(String commit) {
    FolderComparison.assertEqual(
        commit, FolderComparison.ofCommit(upstream.folder(), commit), receiver.files("team/app"));
  }

  private List<String> told(int from) {
    return receiver.log().stream()
        .skip(from)
        .map(message -> message.type() + " " + message.path())
        .toList();
  }

  @Test
  void aChangeIsTakenBackWithTheCommit() throws IOException {
    receiver.fail(Fault.status(500).afterTaking().times(1));
    assertThat(run(push("a", "2")).state()).isEqualTo(RunEnd.State.WAITING);
    git(upstream.folder(), "update-ref", "refs/heads/main", first);
    assertThat(run(first).state()).isEqualTo(RunEnd.State.SYNCED);
    assertHas(first);
    assertThat(told(4)).containsExactly("file.updated a", "file.created a");
  }

  @Test
  void aNewFileIsTakenAwayWithTheCommit() throws IOException {
    receiver.fail(Fault.status(500).afterTaking().times(1));
    assertThat(run(push("c", "1")).state()).isEqualTo(RunEnd.State.WAITING);
    String gone = push("c", null);
    assertThat(run(gone).state()).isEqualTo(RunEnd.State.SYNCED);
    assertHas(gone);
    ReceivedMessage last = receiver.log().get(receiver.log().size() - 1);
    assertThat(last.type()).isEqualTo("file.deleted");
    assertThat(last.data().has("previousSha256")).isFalse();
  }

  @Test
  void aFileThatIsBackIsSentAgain() throws IOException {
    receiver.fail(Fault.status(500).afterTaking().times(1));
    assertThat(run(push("a", null)).state()).isEqualTo(RunEnd.State.WAITING);
    String back = push("a", "1");
    assertThat(run(back).state()).isEqualTo(RunEnd.State.SYNCED);
    assertHas(back);
  }

  @Test
  void whatWasRefusedToTheEndIsForgottenWithItsFile() throws IOException {
    receiver.fail(Fault.status(422).about("c"));
    String refused = push("c", "1");
    RunEnd end = run(refused);
    for (int again = 0; end.state() == RunEnd.State.WAITING && again < 5; again++) {
      end = run(refused);
    }
    assertThat(end.state()).isEqualTo(RunEnd.State.FAILED);
    int before = receiver.log().size();
    assertThat(run(push("c", null)).state()).isEqualTo(RunEnd.State.SYNCED);
    assertThat(told(before)).isEmpty();
  }

  @Test
  void whatIsGivenUpWithAResyncButWasThereBeforeIsNotSentAgain() throws IOException {
    UUID job = UUID.randomUUID();
    bench.subscriptions.beginGeneration(id, job);
    receiver.fail(Fault.status(500).times(20));
    assertThat(run(first).state()).isEqualTo(RunEnd.State.WAITING);
    bench.subscriptions.cancelGeneration(id, job, Instant.now());
    receiver.heal();
    int before = receiver.log().size();
    RunEnd end = run(first);
    for (int again = 0; end.state() == RunEnd.State.WAITING && again < 50; again++) {
      end = run(first);
    }
    assertThat(end.state()).isEqualTo(RunEnd.State.SYNCED);
    assertThat(told(before)).noneMatch(message -> message.startsWith("file."));
    assertHas(first);
  }
}
