package org.sluice.health.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.UpstreamLook;
import org.sluice.health.Known;
import org.sluice.health.Observation;
import org.sluice.registry.status.HealthState;

class HealthRuleTest {

  private static final RepositoryPath APP = new RepositoryPath("team", "app");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static RemoteRepository remote(
      String id, String fullName, boolean archived, boolean disabled, Boolean empty) {
    return new RemoteRepository(
        id,
        fullName,
        "https://forge.example/" + fullName + ".git",
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        archived,
        disabled,
        empty,
        null,
        null,
        null,
        null);
  }

  private static Known known(String remoteId, int misses) {
    return new Known(
        HealthState.HEALTHY, HealthState.HEALTHY, remoteId, misses, NOON.minusSeconds(60));
  }

  private static ForgeFailure forge(ForgeFailure.Kind kind) {
    return new ForgeFailure(kind, "what the forge said", null);
  }

  @Test
  void whatIsThereIsHealthy() {
    RemoteRepository told = remote("7", "team/app", false, false, false);
    assertThat(HealthRule.told(APP, told, Known.NOTHING))
        .isEqualTo(new Observation(HealthState.HEALTHY, null, told, null, 0, null));
  }

  @Test
  void aForgeThatDoesNotTellWhetherItIsEmptySaysNothingOfIt() {
    assertThat(
            HealthRule.told(APP, remote("7", "team/app", false, false, null), Known.NOTHING)
                .state())
        .isEqualTo(HealthState.HEALTHY);
  }

  @ParameterizedTest
  @CsvSource({
    "true,false,false,ARCHIVED",
    "false,true,false,DISABLED",
    "true,true,true,DISABLED",
    "false,false,true,EMPTY",
    "true,false,true,ARCHIVED"
  })
  void whatTheForgeSaysOfItDecides(
      boolean archived, boolean disabled, boolean empty, HealthState state) {
    RemoteRepository told = remote("7", "team/app", archived, disabled, empty);
    assertThat(HealthRule.told(APP, told, known("7", 2)).state()).isEqualTo(state);
  }

  @Test
  void anotherFullNameIsAMoveWithTheNewPlace() {
    RemoteRepository told = remote("7", "platform/app", true, false, false);
    Observation seen = HealthRule.told(APP, told, known("7", 0));
    assertThat(seen.state()).isEqualTo(HealthState.MOVED);
    assertThat(seen.movedTo()).isEqualTo("https://forge.example/platform/app.git");
    assertThat(seen.detail()).isEqualTo("It is called platform/app now.");
  }

  @Test
  void anotherCaseOfTheNameIsNoMove() {
    assertThat(
            HealthRule.told(APP, remote("7", "Team/App", false, false, false), known("7", 0))
                .state())
        .isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void anotherRepositoryOfTheSameNameIsAnAlarmAndTellsNothingOfTheOldOne() {
    Observation seen =
        HealthRule.told(APP, remote("8", "team/app", false, false, false), known("7", 0));
    assertThat(seen.state()).isEqualTo(HealthState.REPLACED);
    assertThat(seen.told()).isNull();
  }

  @Test
  void theThirdMissInARowIsMissing() {
    Observation first =
        HealthRule.failed(forge(ForgeFailure.Kind.NOT_FOUND), "ana", known("7", 0), NOON);
    assertThat(first.state()).isEqualTo(HealthState.UNCONFIRMED);
    assertThat(first.misses()).isEqualTo(1);
    assertThat(first.detail()).isEqualTo("It is missing, or not visible to ana. Seen 1 time of 3.");
    Observation third =
        HealthRule.failed(forge(ForgeFailure.Kind.NOT_FOUND), "ana", known("7", 2), NOON);
    assertThat(third.state()).isEqualTo(HealthState.NOT_FOUND);
    assertThat(third.detail()).isEqualTo("It is missing, or not visible to ana.");
  }

  @Test
  void twoScansAtOnceCountAMissOnce() {
    Known seenByTheOther =
        new Known(HealthState.UNCONFIRMED, HealthState.UNCONFIRMED, "7", 1, NOON);
    assertThat(
            HealthRule.failed(
                    forge(ForgeFailure.Kind.NOT_FOUND), "ana", seenByTheOther, NOON.minusSeconds(1))
                .misses())
        .isEqualTo(1);
  }

  @Test
  void whatIsFoundAgainForgetsItsMisses() {
    assertThat(
            HealthRule.told(APP, remote("7", "team/app", false, false, false), known("7", 2))
                .misses())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"AUTH,AUTH_ERROR", "FORBIDDEN,FORBIDDEN", "BLOCKED,BLOCKED"})
  void refusalsAreStatesOfTheirOwn(ForgeFailure.Kind kind, HealthState state) {
    Observation seen = HealthRule.failed(forge(kind), "ana", known("7", 2), NOON);
    assertThat(seen).isEqualTo(new Observation(state, "what the forge said", null, null, 2, null));
  }

  @ParameterizedTest
  @EnumSource(
      value = ForgeFailure.Kind.class,
      names = {"AUTH", "FORBIDDEN", "BLOCKED", "NOT_FOUND"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatFindsNothingOutIsAnErrorAndKeepsTheMisses(ForgeFailure.Kind kind) {
    Observation seen = HealthRule.failed(forge(kind), "ana", known("7", 2), NOON);
    assertThat(seen)
        .isEqualTo(
            new Observation(HealthState.ERROR, "what the forge said", null, null, 2, kind.name()));
  }

  @Test
  void aPlainServerShowsWhetherThereAreBranches() {
    assertThat(HealthRule.looked(new UpstreamLook(3, "refs/heads/main", null)).state())
        .isEqualTo(HealthState.HEALTHY);
    assertThat(HealthRule.looked(new UpstreamLook(0, null, null)).state())
        .isEqualTo(HealthState.EMPTY);
    Observation moved =
        HealthRule.looked(new UpstreamLook(3, "refs/heads/main", "https://new.example/app.git"));
    assertThat(moved.state()).isEqualTo(HealthState.MOVED);
    assertThat(moved.movedTo()).isEqualTo("https://new.example/app.git");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND,UNCONFIRMED",
    "GONE,NOT_FOUND",
    "AUTH,AUTH_ERROR",
    "HOST_KEY,AUTH_ERROR",
    "MOVED,MOVED",
    "NETWORK,ERROR",
    "TIMEOUT,ERROR",
    "BLOCKED_ADDRESS,ERROR"
  })
  void aPlainServerThatRefusesIsJudgedByItsReason(SyncFailureKind kind, HealthState state) {
    SyncFailure failure = new SyncFailure(kind, "what the server said", null);
    assertThat(HealthRule.failed(failure, known(null, 0), NOON).state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({"NOT_FOUND,notFound", "HEALTHY,healthy", "AUTH_ERROR,authError"})
  void eachStateHasACounter(HealthState state, String counter) {
    assertThat(HealthWork.counter(state)).isEqualTo(counter);
  }
}
