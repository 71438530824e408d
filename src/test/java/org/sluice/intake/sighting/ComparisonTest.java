package org.sluice.intake.sighting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.intake.discovery.Globs;

class ComparisonTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant BEFORE = NOW.minusSeconds(86_400);
  private static final Globs ALL = new Globs(List.of(), List.of());

  private final List<Listed> listing = new ArrayList<>();
  private final List<Sighting> before = new ArrayList<>();

  private void lists(String id, String name) {
    listing.add(new Listed(id, name, "https://git.example/" + name + ".git", key(name)));
  }

  private static String key(String name) {
    return "key of " + name;
  }

  private Sighting saw(String id, String name) {
    return saw(id, name, null);
  }

  private Sighting saw(String id, String name, Instant vanishedAt) {
    Sighting sighting =
        new Sighting(
            UUID.randomUUID(), UUID.randomUUID(), id, name, key(name), key(name), vanishedAt);
    before.add(sighting);
    return sighting;
  }

  private Comparison compare() {
    return compare(ALL);
  }

  private Comparison compare(Globs globs) {
    return Comparison.of(listing, globs, before, NOW);
  }

  private static List<String> names(List<Listed> listed) {
    return listed.stream().map(Listed::name).toList();
  }

  @Test
  void whatNobodySawIsFresh() {
    saw("1", "acme/app");
    lists("1", "acme/app");
    lists("2", "acme/new");
    lists("2", "acme/new");
    Comparison now = compare();
    assertThat(names(now.fresh())).containsExactly("acme/new");
    assertThat(now.seen()).isEqualTo(2);
    assertThat(now.changed()).isEmpty();
    assertThat(now.touched()).isEmpty();
  }

  @Test
  void whatIsNotListedIsMissedSinceNow() {
    Sighting gone = saw("1", "acme/app");
    Comparison now = compare();
    assertThat(now.vanished()).containsExactly(gone.missedSince(NOW));
    assertThat(now.touched()).containsExactly(gone.repositoryId());
  }

  @Test
  void whatIsMissedAlreadyIsMissedSinceThen() {
    saw("1", "acme/app", BEFORE);
    Comparison now = compare();
    assertThat(now.vanished()).isEmpty();
    assertThat(now.touched()).isEmpty();
  }

  @Test
  void whatIsListedAgainIsBack() {
    Sighting missed = saw("1", "acme/app", BEFORE);
    lists("1", "acme/app");
    Comparison now = compare();
    assertThat(now.back()).hasSize(1);
    assertThat(now.changed().get(0).vanishedAt()).isNull();
    assertThat(now.touched()).containsExactly(missed.repositoryId());
  }

  @Test
  void anotherNameOfTheSameIsNeitherGoneNorFresh() {
    saw("1", "acme/app");
    lists("1", "acme/renamed");
    Comparison now = compare();
    assertThat(now.fresh()).isEmpty();
    assertThat(now.vanished()).isEmpty();
    assertThat(now.changed())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.remoteName()).isEqualTo("acme/renamed");
              // It still follows the old address, which its health tells.
              assertThat(each.key()).isEqualTo(key("acme/app"));
            });
  }

  @Test
  void theSameNameUnderAnotherIdIsTheSame() {
    saw("1", "acme/App");
    lists("9", "Acme/app");
    Comparison now = compare();
    assertThat(now.fresh()).isEmpty();
    assertThat(now.vanished()).isEmpty();
    assertThat(now.changed().get(0).remoteId()).isEqualTo("9");
  }

  @Test
  void aNameThatWentToAnotherThatWasSeenTooIsNotTheSame() {
    Sighting gone = saw("1", "acme/app");
    saw("2", "acme/next");
    lists("2", "acme/app");
    Comparison now = compare();
    assertThat(now.vanished()).extracting(Sighting::id).containsExactly(gone.id());
    assertThat(now.fresh()).isEmpty();
  }

  @Test
  void twoThatSwapNamesAreBothThere() {
    saw("1", "acme/one");
    saw("2", "acme/two");
    lists("1", "acme/two");
    lists("2", "acme/one");
    Comparison now = compare();
    assertThat(now.vanished()).isEmpty();
    assertThat(now.fresh()).isEmpty();
    assertThat(now.changed()).hasSize(2);
  }

  @Test
  void whatTheGlobsLeaveOutIsLetGoWhetherListedOrNot() {
    Sighting listed = saw("1", "acme/old-docs", BEFORE);
    Sighting gone = saw("2", "acme/old-app");
    lists("1", "acme/old-docs");
    lists("3", "acme/old-new");
    Comparison now = compare(new Globs(List.of(), List.of("old-*")));
    assertThat(now.dropped()).containsExactlyInAnyOrder(listed, gone);
    assertThat(now.vanished()).isEmpty();
    assertThat(now.fresh()).isEmpty();
    assertThat(now.seen()).isZero();
    assertThat(now.touched()).containsExactlyInAnyOrder(listed.repositoryId(), gone.repositoryId());
  }

  @Test
  void whatWasDeletedHereIsNotFreshUntilItIsGoneThereToo() {
    Sighting deleted =
        new Sighting(UUID.randomUUID(), null, "1", "acme/app", key("acme/app"), null, null);
    before.add(deleted);
    lists("1", "acme/app");
    Comparison now = compare();
    assertThat(now.fresh()).isEmpty();
    assertThat(now.changed()).isEmpty();
    listing.clear();
    assertThat(compare().dropped()).containsExactly(deleted);
    assertThat(compare().vanished()).isEmpty();
  }

  @Test
  void whatFollowsSomethingElseNowIsLeftAlone() {
    Sighting moved =
        new Sighting(
            UUID.randomUUID(), UUID.randomUUID(), "1", "acme/app", key("acme/app"), "else", BEFORE);
    before.add(moved);
    lists("1", "acme/app");
    Comparison now = compare();
    assertThat(now.fresh()).isEmpty();
    assertThat(now.vanished()).isEmpty();
    assertThat(now.changed()).singleElement().extracting(Sighting::repositoryId).isNull();
    assertThat(now.touched()).containsExactly(moved.repositoryId());
  }

  @Test
  void whatFollowsTheNewAddressOfARenamedOneStillFollowsIt() {
    before.add(
        new Sighting(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "1",
            "acme/app",
            key("acme/app"),
            key("acme/renamed"),
            null));
    lists("1", "acme/renamed");
    Sighting now = compare().changed().get(0);
    assertThat(now.repositoryId()).isNotNull();
    assertThat(now.key()).isEqualTo(key("acme/renamed"));
  }
}
