package org.sluice.git.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.git.refs.RefChange.Type.CREATED;
import static org.sluice.git.refs.RefChange.Type.DELETED;
import static org.sluice.git.refs.RefChange.Type.FAST_FORWARD;
import static org.sluice.git.refs.RefChange.Type.FORCED;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.git.refs.HeldBack.Reason;

class RefGateTest {

  private static final String OLD = "1".repeat(40);
  private static final String NEW = "2".repeat(40);

  private static RefChange change(RefChange.Type type, String branch) {
    return new RefChange(
        "refs/heads/" + branch, type == CREATED ? null : OLD, type == DELETED ? null : NEW, type);
  }

  private static Set<String> branches(int count) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      names.add("refs/heads/b" + i);
    }
    return names;
  }

  private static List<RefChange> deletions(int count) {
    List<RefChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(change(DELETED, "b" + i));
    }
    return changes;
  }

  private static RefRules rules(ChangePolicy policy) {
    return new RefRules(RefFilter.ALL, policy, Map.of());
  }

  private static Map<String, Reason> held(RefGate gate) {
    Map<String, Reason> held = new TreeMap<>();
    gate.heldBack().forEach(each -> held.put(each.change().ref(), each.reason()));
    return held;
  }

  @ParameterizedTest
  @CsvSource({
    "FOLLOW, FORCED, ",
    "FOLLOW, DELETED, ",
    "KEEP, FORCED, KEPT",
    "KEEP, DELETED, KEPT",
    "APPROVE, FORCED, APPROVAL",
    "APPROVE, DELETED, APPROVAL",
    "FOLLOW_ALL, FORCED, ",
    "FOLLOW_ALL, DELETED, ",
  })
  void thePolicyDecidesOnDestructiveChanges(
      ChangePolicy policy, RefChange.Type type, Reason reason) {
    RefGate gate = RefGate.of(List.of(change(type, "b0")), branches(20), false, rules(policy));

    assertThat(held(gate)).isEqualTo(reason == null ? Map.of() : Map.of("refs/heads/b0", reason));
    assertThat(gate.taken()).hasSize(reason == null ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(ChangePolicy.class)
  void additionsAndFastForwardsAreTakenUnderEachPolicy(ChangePolicy policy) {
    List<RefChange> changes = List.of(change(CREATED, "new"), change(FAST_FORWARD, "b0"));

    RefGate gate = RefGate.of(changes, branches(3), false, rules(policy));

    assertThat(gate.taken()).isEqualTo(changes);
    assertThat(gate.heldBack()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FOLLOW, 11, 21, true",
    "KEEP, 11, 21, true",
    "APPROVE, 11, 21, true",
    "FOLLOW_ALL, 11, 21, false",
    "FOLLOW, 11, 22, false",
    "FOLLOW, 10, 10, false",
    "FOLLOW, 10, 19, false",
  })
  void moreThanHalfOfTheRefsAndMoreThanTenAreNotDeletedWithoutApproval(
      ChangePolicy policy, int deleted, int had, boolean holds) {
    RefGate gate = RefGate.of(deletions(deleted), branches(had), false, rules(policy));

    if (holds) {
      assertThat(gate.taken()).isEmpty();
      assertThat(held(gate).values()).hasSize(deleted).containsOnly(Reason.MOST_REFS);
    } else {
      assertThat(gate.taken()).hasSize(deleted);
    }
  }

  @Test
  void whatElseChangedIsTakenThoughTheDeletionsAreHeld() {
    List<RefChange> changes = new ArrayList<>(deletions(11));
    changes.add(change(CREATED, "new"));
    changes.add(change(FORCED, "b15"));

    RefGate gate = RefGate.of(changes, branches(16), false, rules(ChangePolicy.FOLLOW));

    assertThat(gate.taken())
        .extracting(RefChange::ref)
        .containsExactly("refs/heads/new", "refs/heads/b15");
  }

  @ParameterizedTest
  @EnumSource(value = ChangePolicy.class, names = "FOLLOW_ALL", mode = EnumSource.Mode.EXCLUDE)
  void anEmptyUpstreamDeletesNothingWithoutApproval(ChangePolicy policy) {
    RefGate gate = RefGate.of(deletions(1), branches(1), true, rules(policy));

    assertThat(held(gate)).isEqualTo(Map.of("refs/heads/b0", Reason.EMPTY_UPSTREAM));
  }

  @Test
  void anApprovedChangeIsTakenWhateverThePolicy() {
    Verdict approved = new Verdict(OLD, null, true);
    RefRules rules =
        new RefRules(RefFilter.ALL, ChangePolicy.KEEP, Map.of("refs/heads/b0", approved));

    RefGate gate = RefGate.of(deletions(2), branches(20), false, rules);

    assertThat(gate.taken()).extracting(RefChange::ref).containsExactly("refs/heads/b0");
    assertThat(held(gate)).isEqualTo(Map.of("refs/heads/b1", Reason.KEPT));
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "1, 3"})
  void aVerdictHoldsForNoOtherChangeOfTheSameRef(String decidedOld, String decidedNew) {
    Verdict approved = new Verdict(decidedOld.repeat(40), decidedNew.repeat(40), true);
    RefRules rules =
        new RefRules(RefFilter.ALL, ChangePolicy.APPROVE, Map.of("refs/heads/b0", approved));

    RefGate gate = RefGate.of(List.of(change(FORCED, "b0")), branches(3), false, rules);

    assertThat(held(gate)).isEqualTo(Map.of("refs/heads/b0", Reason.APPROVAL));
  }

  @ParameterizedTest
  @EnumSource(
      value = RefChange.Type.class,
      names = {"FORCED", "FAST_FORWARD"})
  void aRejectedChangeIsNotTakenWhateverThePolicy(RefChange.Type type) {
    Verdict rejected = new Verdict(OLD, NEW, false);
    RefRules rules =
        new RefRules(RefFilter.ALL, ChangePolicy.FOLLOW_ALL, Map.of("refs/heads/b0", rejected));

    RefGate gate = RefGate.of(List.of(change(type, "b0")), branches(3), false, rules);

    assertThat(held(gate)).isEqualTo(Map.of("refs/heads/b0", Reason.REJECTED));
  }

  @Test
  void decidedDeletionsDoNotCountAmongThoseThatWouldLoseMostRefs() {
    Map<String, Verdict> verdicts = new TreeMap<>();
    deletions(11).forEach(each -> verdicts.put(each.ref(), new Verdict(OLD, null, true)));
    RefRules rules = new RefRules(RefFilter.ALL, ChangePolicy.FOLLOW, verdicts);

    RefGate gate = RefGate.of(deletions(12), branches(20), false, rules);

    assertThat(gate.heldBack()).isEmpty();
  }

  @Test
  void aRefThatCannotStandBesideAHeldOneWaitsWithIt() {
    List<RefChange> changes =
        List.of(change(DELETED, "x/y"), change(CREATED, "x"), change(CREATED, "z/a"));

    RefGate gate =
        RefGate.of(
            changes, Set.of("refs/heads/x/y", "refs/heads/z"), false, rules(ChangePolicy.APPROVE));

    assertThat(held(gate))
        .isEqualTo(Map.of("refs/heads/x", Reason.IN_THE_WAY, "refs/heads/x/y", Reason.APPROVAL));
    assertThat(gate.taken()).extracting(RefChange::ref).containsExactly("refs/heads/z/a");
  }

  @Test
  void refsThatTheMirrorsOwnFilterNoLongerTakesAreLetGoWithoutApproval() {
    RefRules rules =
        new RefRules(RefFilter.of(List.of("main"), List.of()), ChangePolicy.APPROVE, Map.of());

    RefGate gate = RefGate.of(deletions(19), branches(20), false, rules);

    assertThat(gate.heldBack()).isEmpty();
    assertThat(gate.taken()).hasSize(19);
  }

  @Test
  void onlyObjectsThatTheUpstreamHasAreHeld() {
    RefGate gate =
        RefGate.of(
            List.of(change(DELETED, "b0"), change(FORCED, "b1")),
            branches(5),
            false,
            rules(ChangePolicy.KEEP));

    assertThat(gate.heldObjects()).containsExactly(NEW);
  }
}
