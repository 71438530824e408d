package org.sluice.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.forge.ForgeKind;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorDirection;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.RefSelection;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.plan.NextSync;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.HealthStatus;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.registry.status.RefreshStatus;

/** What of an edit during a run makes the mirror due at its end. */
class AskedTest {

  private static final UUID ONE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final String URL = "https://backup.example/app.git";

  private static RepositoryRecord repository(String url, UUID credential) {
    return new RepositoryRecord(
        new UUID(1, 1),
        new UUID(1, 2),
        "team",
        "app",
        null,
        Visibility.PRIVATE,
        url,
        "git.example",
        credential,
        null,
        ForgeKind.PLAIN,
        null,
        Set.of(),
        true,
        MirrorStatus.SYNCING,
        null,
        null,
        null,
        null,
        null,
        new HealthStatus(HealthState.UNCHECKED, null, null),
        null,
        new RefreshStatus(Light.NONE, null, null, null, null, null, null, null),
        Instant.EPOCH,
        Instant.EPOCH,
        1);
  }

  private static RepositoryRecord repository(UUID credential) {
    return repository("https://git.example/app.git", credential);
  }

  private static MirrorSettings settings(String pushUrl, UUID pushCredential, ChangePolicy policy) {
    return new MirrorSettings(
        null,
        null,
        null,
        false,
        MirrorDirection.BOTH,
        pushUrl,
        pushCredential,
        RefSelection.ALL,
        policy,
        null);
  }

  private static final MirrorSettings BEFORE = settings(URL, ONE, ChangePolicy.KEEP);
  private static final Asked ASKED = new Asked(repository(ONE), BEFORE);

  private static MirrorPolicy kept(MirrorSettings settings) {
    MirrorPolicy policy = new MirrorPolicy(new UUID(1, 1));
    policy.keepAs(settings);
    return policy;
  }

  private static Optional<NextReason.Code> due(
      UUID credential, MirrorSettings now, boolean failed, boolean pushFailed) {
    return ASKED.edited(repository(credential), kept(now), failed, pushFailed);
  }

  @Test
  void whatNobodyEditedWaitsForItsTurn() {
    assertThat(due(ONE, BEFORE, false, false)).isEmpty();
    assertThat(due(ONE, BEFORE, true, true)).isEmpty();
  }

  @Test
  void otherRulesAreFollowedAtOnceHoweverTheRunEnded() {
    MirrorSettings follow = settings(URL, ONE, ChangePolicy.FOLLOW);
    assertThat(due(ONE, follow, false, false)).contains(NextReason.Code.NEW_RULES);
    assertThat(due(ONE, follow, true, false)).contains(NextReason.Code.NEW_RULES);
  }

  @Test
  void rulesWakeNoMirrorThatTheTimerLeavesAlone() {
    MirrorPolicy policy = kept(settings(URL, ONE, ChangePolicy.FOLLOW));
    policy.plan(NextSync.never(NextReason.of(NextReason.Code.AWAITS_HOST_KEY)));
    assertThat(ASKED.edited(repository(ONE), policy, true, false)).isEmpty();
    assertThat(ASKED.edited(repository(OTHER), policy, true, false))
        .contains(NextReason.Code.NEW_CREDENTIAL);
  }

  @Test
  void anotherCredentialIsTriedAtOnceIfTheRunFailed() {
    assertThat(due(OTHER, BEFORE, true, false)).contains(NextReason.Code.NEW_CREDENTIAL);
    assertThat(due(null, BEFORE, true, false)).contains(NextReason.Code.NEW_CREDENTIAL);
    assertThat(due(OTHER, BEFORE, false, false)).isEmpty();
    assertThat(due(OTHER, BEFORE, false, true)).as("it is not what the push failed for").isEmpty();
  }

  @Test
  void soIsAnotherWayToPushIfThePushFailed() {
    MirrorSettings credential = settings(URL, OTHER, ChangePolicy.KEEP);
    MirrorSettings elsewhere = settings("https://other.example/app.git", null, ChangePolicy.KEEP);
    assertThat(due(ONE, credential, false, true)).contains(NextReason.Code.NEW_CREDENTIAL);
    assertThat(due(ONE, elsewhere, false, true)).contains(NextReason.Code.NEW_PUSH_URL);
    assertThat(due(ONE, elsewhere, false, false)).isEmpty();
  }

  @Test
  void aRunThatDidNotReadItsSettingsSaysNothingOfThem() {
    assertThat(new Asked(repository(ONE), null).edited(repository(OTHER), kept(BEFORE), true, true))
        .isEmpty();
  }

  @Test
  void anotherUrlIsElsewhere() {
    assertThat(ASKED.elsewhere(repository(OTHER))).isFalse();
    assertThat(ASKED.elsewhere(repository("https://git.example/b.git", ONE))).isTrue();
  }
}
