package org.sluice.delivery.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.Fault;
import org.sluice.delivery.ModelReceiver;
import org.sluice.delivery.row.FilePath;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.git.GitCommand;

/** What who pulls is given, whatever becomes of the answers. */
@Timeout(60)
class PullRunTest {

  private static final List<String> ALL = List.of("**");
  private static final int MOST = 50;
  private static final RetryDelays AT_ONCE = new RetryDelays(List.of(Duration.ofMillis(1)));

  @TempDir private Path temp;
  private RunBench bench;
  private ModelReceiver receiver;
  private ConfigUpstream upstream;
  private UUID id;
  private String commit;
  private int walks;

  @BeforeEach
  void start() throws IOException {
    bench = RunBench.inMemory(Duration.ofMillis(5));
    receiver = ModelReceiver.start();
    receiver.accept(bench.secret);
    upstream = ConfigUpstream.create(temp.resolve("upstream.git"));
    id = bench.subscribe(receiver.url(), ALL, List.of());
    commit = upstream.push("main", Map.of("a", "1", "b", "2", "c", "3"));
  }

  @AfterEach
  void stop() {
    receiver.close();
    bench.close();
  }

  private Pulled pull(PullCursor after) {
    RunWatch watch =
        new RunWatch() {
          @Override
          public void counted(int files, int arrived, int toSend) {
            walks++;
          }

          @Override
          public void taken(String path, boolean arrived, long bytes) {
            // Only what is looked at counts.
          }
        };
    return bench.pull(id, upstream.folder(), commit, after, MOST, watch);
  }

  private static PullCursor last(Pulled answer) {
    return answer.letters().get(answer.letters().size() - 1).cursor();
  }

  private static List<String> told(Pulled answer) throws IOException {
    List<String> told = new ArrayList<>();
    for (Pulled.Letter each : answer.letters()) {
      var message = new ObjectMapper().readTree(each.body());
      told.add((message.path("type").asText() + " " + message.at("/data/file/path").asText()));
    }
    return told.stream().map(String::strip).toList();
  }

  /** Pulls until everything has arrived. */
  private PullCursor caughtUp() {
    PullCursor after = PullCursor.NOTHING;
    for (Pulled answer = pull(after); !answer.letters().isEmpty(); answer = pull(after)) {
      after = last(answer);
    }
    assertThat(bench.read(id).status()).isEqualTo(SubscriptionStatus.SYNCED);
    return after;
  }

  @Test
  void whatWasRefusedBeforeIsNotTakenForArrivedWhenItsAnswerIsLost() throws IOException {
    receiver.fail(Fault.status(422).about("a"));
    for (int run = 0; run < 5; run++) {
      bench.run(id, upstream.folder(), commit, AT_ONCE);
    }
    PullCursor before = new PullCursor(bench.portions.nextSequence(id) - 1, -1);
    bench.deliveries.retry(id);
    Pulled lost = pull(before);
    assertThat(told(lost)).containsExactly("file.created a");
    Pulled again = pull(before);
    assertThat(told(again)).containsExactly("file.created a");
    assertThat(again.letters().get(0).id()).isEqualTo(lost.letters().get(0).id());
    assertThat(last(again)).isEqualTo(last(lost));
    assertThat(last(again).sequence()).isGreaterThan(before.sequence());
    assertThat(told(pull(last(again)))).containsExactly("snapshot.completed");
  }

  @Test
  void whatCouldNotBeReadForAWhileIsGivenUnderANewNumber() throws IOException {
    Path object = object("b");
    Pulled first = pull(PullCursor.NOTHING);
    assertThat(told(first))
        .containsExactly("snapshot.started", "file.created a", "file.created b", "file.created c");
    Path hidden = Files.move(object, temp.resolve("hidden"));
    Pulled without = pull(PullCursor.NOTHING);
    assertThat(told(without))
        .containsExactly("snapshot.started", "file.created a", "file.created c");
    assertThat(told(pull(last(without)))).isEmpty();
    Files.move(hidden, object);
    assertThat(told(pull(last(without)))).containsExactly("file.created b");
    Pulled again = pull(last(without));
    assertThat(told(again)).containsExactly("file.created b");
    assertThat(again.letters().get(0).id()).isEqualTo(first.letters().get(2).id());
    assertThat(told(pull(last(again)))).containsExactly("snapshot.completed");
  }

  /** Where the content of a file is, alone. */
  private Path object(String path) throws IOException {
    String blob = GitCommand.git(upstream.folder(), "rev-parse", commit + ":" + path).strip();
    Path object =
        upstream
            .folder()
            .resolve("objects")
            .resolve(blob.substring(0, 2))
            .resolve(blob.substring(2));
    assertThat(object).exists();
    return object;
  }

  @Test
  void nothingIsWalkedOverWhereNothingIsNew() throws IOException {
    PullCursor after = caughtUp();
    walks = 0;
    for (int times = 0; times < 3; times++) {
      assertThat(pull(after).letters()).isEmpty();
      assertThat(pull(PullCursor.NOTHING).end().state()).isEqualTo(RunEnd.State.SYNCED);
    }
    assertThat(walks).isZero();
    assertThat(bench.read(id).status()).isEqualTo(SubscriptionStatus.SYNCED);

    commit = upstream.push("main", Map.of("d", "4"));
    assertThat(told(pull(after))).containsExactly("file.created d");
    assertThat(walks).isEqualTo(1);
  }

  @Test
  void whateverMayMakeADifferenceIsLookedAt() throws IOException {
    PullCursor after = caughtUp();
    bench.files.again(id, FilePath.of("a"));
    Pulled again = pull(after);
    assertThat(told(again)).containsExactly("file.created a");
    after = last(again);
    assertThat(told(pull(after))).isEmpty();

    Subscription row = bench.read(id);
    bench.subscriptions.change(id, null, List.of("b"), List.of(), row.version(), Instant.now());
    Pulled fewer = pull(after);
    assertThat(told(fewer)).containsExactly("file.deleted a", "file.deleted c");
    after = last(fewer);
    assertThat(told(pull(after))).isEmpty();

    walks = 0;
    bench.subscriptions.wake(id, Instant.now());
    assertThat(told(pull(after))).isEmpty();
    assertThat(walks).isEqualTo(1);
    assertThat(bench.read(id).status()).isEqualTo(SubscriptionStatus.SYNCED);
  }
}
