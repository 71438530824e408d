package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.git.GitCommand.git;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.disk.FormerTips;

class FormerTipsTest {

  private static final Path MIRROR = Path.of("mirrors", "a.git");
  private static final ObjectId TIP =
      ObjectId.fromString("0123456789012345678901234567890123456789");

  private static final class HandClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final HandClock clock = new HandClock();
  private final FormerTips tips = new FormerTips(clock);

  @Test
  void aTipIsRememberedForAMinuteAndForItsMirrorOnly() {
    tips.left(MIRROR, List.of(TIP));
    assertThat(tips.knows(MIRROR.toAbsolutePath(), TIP)).isTrue();
    assertThat(tips.knows(Path.of("mirrors", "b.git"), TIP)).isFalse();
    assertThat(tips.knows(MIRROR, ObjectId.zeroId())).isFalse();
    clock.now = clock.now.plus(FormerTips.REMEMBERED).minusMillis(1);
    assertThat(tips.knows(MIRROR, TIP)).isTrue();
    clock.now = clock.now.plusMillis(1);
    assertThat(tips.knows(MIRROR, TIP)).isFalse();
  }

  @Test
  void aTipThatGoesAgainIsRememberedAnew() {
    tips.left(MIRROR, List.of(TIP));
    clock.now = clock.now.plus(Duration.ofSeconds(50));
    tips.left(MIRROR, List.of(TIP));
    clock.now = clock.now.plus(Duration.ofSeconds(50));
    assertThat(tips.knows(MIRROR, TIP)).isTrue();
  }

  @Test
  void everyTipThatIsServedIsRememberedWhenItsRefMoves(@TempDir Path temp) throws Exception {
    Path folder = temp.resolve("m.git");
    GitCommand.generate(folder, 4, 1);
    List<String> refs = List.of("refs/heads/main", "refs/pull/7/head", "refs/sluice/held/x");
    List<ReceiveCommand> moves = new ArrayList<>();
    for (int i = 0; i < refs.size(); i++) {
      String old = git(folder, "rev-parse", "main~" + i).strip();
      git(folder, "update-ref", refs.get(i), old);
      moves.add(new ReceiveCommand(ObjectId.fromString(old), ObjectId.zeroId(), refs.get(i)));
    }
    try (BareMirror mirror = BareMirror.open(folder)) {
      mirror.apply(moves);
    }
    assertThat(moves)
        .extracting(move -> FormerTips.all().knows(folder, move.getOldId()))
        .containsExactly(true, true, false);
  }

  @Test
  void onlyTheLatestAreRememberedWhenThereAreTooMany() {
    tips.left(MIRROR, List.of(TIP));
    List<ObjectId> many =
        java.util.stream.IntStream.range(0, 100_000)
            .mapToObj(i -> ObjectId.fromString(String.format("%08x", i * 0x9E3779B1).repeat(5)))
            .toList();
    tips.left(MIRROR, many);
    assertThat(tips.knows(MIRROR, TIP)).isFalse();
    assertThat(tips.knows(MIRROR, many.get(0))).isTrue();
    assertThat(tips.knows(MIRROR, many.get(99_999))).isTrue();
  }
}
