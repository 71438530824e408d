package org.sluice.pullrequest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;

class LiveFiguresTest {

  private static final UUID TEAM = new UUID(0, 1);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final LiveFigures figures = new LiveFigures(nanos::get);

  private static Caller member(UUID... namespaces) {
    Map<UUID, NamespaceRole> roles = new java.util.HashMap<>();
    for (UUID each : namespaces) {
      roles.put(each, NamespaceRole.VIEWER);
    }
    return new Caller(UUID.randomUUID(), "ben", false, Set.of(Scope.READ), roles, null);
  }

  private long ready(Caller caller) {
    return figures
        .of(
            caller,
            () ->
                new DashboardSummary(
                    Map.of(), Map.of(), Map.of(), counted.incrementAndGet(), null, null))
        .ready();
  }

  private void pass(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  @Test
  void whoSeesTheSameSharesWhatWasCounted() {
    assertThat(ready(member(TEAM))).isEqualTo(1);
    assertThat(ready(member(TEAM))).isEqualTo(1);
    assertThat(ready(member())).isEqualTo(2);
    Caller limited =
        new Caller(
            UUID.randomUUID(),
            "ben",
            false,
            Set.of(Scope.READ),
            Map.of(TEAM, NamespaceRole.VIEWER),
            Set.of());
    assertThat(ready(limited)).isEqualTo(3);
  }

  @Test
  void theyAreCountedAnewOnceALookWasRecordedButOnceASecondAtMost() {
    assertThat(ready(member(TEAM))).isEqualTo(1);
    figures.recorded(new LookRecorded(TEAM));
    pass(999);
    assertThat(ready(member(TEAM))).isEqualTo(1);
    pass(1);
    assertThat(ready(member(TEAM))).isEqualTo(2);
    pass(5_000);
    assertThat(ready(member(TEAM))).isEqualTo(2);
  }

  @Test
  void theyAreCountedAnewAfterTenSecondsAnyhow() {
    assertThat(ready(member(TEAM))).isEqualTo(1);
    pass(9_999);
    assertThat(ready(member(TEAM))).isEqualTo(1);
    pass(1);
    assertThat(ready(member(TEAM))).isEqualTo(2);
  }

  @Test
  void whatIsRecordedWhileTheyAreCountedIsCountedNextTime() {
    figures.of(
        member(TEAM),
        () -> {
          figures.recorded(new LookRecorded(TEAM));
          return new DashboardSummary(
              Map.of(), Map.of(), Map.of(), counted.incrementAndGet(), null, null);
        });
    pass(1_000);
    assertThat(ready(member(TEAM))).isEqualTo(2);
  }
}
