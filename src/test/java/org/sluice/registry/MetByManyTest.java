package org.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sluice.registry.ListCondition.Lead;
import org.sluice.registry.ListCondition.Look;

class MetByManyTest {

  private static final Look MANY = Look.many(1001, "team/m");
  private static final Look FEW =
      new Look(new Lead("r.forge", "r.forge = :forge", Map.of()), OptionalLong::empty, null);

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final MetByMany met = new MetByMany(now::get);
  private Look answer = MANY;

  private ListCondition of(String forge, boolean lasting) {
    return new ListCondition(
        "r.forge = :forge",
        "r.forge = :forge",
        Map.of("forge", forge),
        null,
        () -> {
          asked.incrementAndGet();
          return answer;
        },
        lasting);
  }

  @Test
  void whatManyMeetIsLookedAtOnceInAMinute() {
    assertThat(met.look(of("GITHUB", true))).isSameAs(MANY);
    now.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(met.look(of("GITHUB", true)).total()).isSameAs(MANY.total());
    assertThat(asked).hasValue(1);
    met.look(of("GITLAB", true));
    assertThat(asked).as("another value").hasValue(2);
    answer = FEW;
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(met.look(of("GITHUB", true))).isSameAs(FEW);
  }

  @Test
  void whatIsTrueAtItsMomentOnlyIsNotKept() {
    answer = MANY.withFirst(List.of(new UUID(1, 1)));
    assertThat(met.look(of("GITHUB", true)).fresh().first()).hasSize(1);
    assertThat(met.look(of("GITHUB", true)).fresh().first()).isEmpty();
  }

  @Test
  void whatFewMeetIsLookedAtEachTime() {
    answer = FEW;
    met.look(of("GITHUB", true));
    answer = MANY;
    assertThat(met.look(of("GITHUB", true))).isSameAs(MANY);
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatIsNotTheSameEachTimeIsLookedAtEachTime() {
    met.look(of("GITHUB", false));
    met.look(of("GITHUB", false));
    assertThat(asked).hasValue(2);
  }
}
