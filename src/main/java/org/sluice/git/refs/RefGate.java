package org.sluice.git.refs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.git.refs.HeldBack.Reason;
import org.sluice.git.refs.RefChange.Type;
import org.sluice.platform.Inside;

/**
 * Decides which changes of an upstream a mirror takes. A decision only: it reads and moves nothing.
 *
 * <p>What somebody decided on a change goes first, then the rule against losing most refs, then the
 * policy. A ref that the mirror's own filter no longer takes is let go of without being asked
 * about.
 */
@Inside
public final class RefGate {

  /** Deletions up to this number are never taken for the loss of most refs. */
  private static final int FEW = 10;

  /** Nothing differs. */
  public static final RefGate OPEN = new RefGate();

  private final List<RefChange> taken = new ArrayList<>();
  private final List<HeldBack> heldBack = new ArrayList<>();

  private RefGate() {}

  /**
   * Decides.
   *
   * @param changes everything that differs
   * @param had names of the refs that the mirror has
   * @param emptyUpstream whether the upstream lists no ref that could be mirrored
   */
  public static RefGate of(
      Collection<RefChange> changes, Set<String> had, boolean emptyUpstream, RefRules rules) {
    RefGate gate = new RefGate();
    Optional<Reason> loss = loss(changes, had, emptyUpstream, rules);
    for (RefChange change : changes) {
      Optional<Reason> reason = reason(change, rules, loss);
      if (reason.isPresent()) {
        gate.heldBack.add(new HeldBack(change, reason.get()));
      } else {
        gate.taken.add(change);
      }
    }
    gate.holdWhatIsInTheWay(had);
    return gate;
  }

  private static Optional<Reason> loss(
      Collection<RefChange> changes, Set<String> had, boolean emptyUpstream, RefRules rules) {
    if (rules.policy() == ChangePolicy.FOLLOW_ALL) {
      return Optional.empty();
    }
    long mine = had.stream().filter(rules.filter()::takes).count();
    long lost =
        changes.stream()
            .filter(change -> change.type() == Type.DELETED)
            .filter(change -> rules.filter().takes(change.ref()))
            .filter(change -> verdict(change, rules).isEmpty())
            .count();
    if (lost == 0) {
      return Optional.empty();
    }
    if (emptyUpstream) {
      return Optional.of(Reason.EMPTY_UPSTREAM);
    }
    return lost > FEW && lost * 2 > mine ? Optional.of(Reason.MOST_REFS) : Optional.empty();
  }

  private static Optional<Reason> reason(RefChange change, RefRules rules, Optional<Reason> loss) {
    Optional<Verdict> verdict = verdict(change, rules);
    if (verdict.isPresent()) {
      return verdict.get().approved() ? Optional.empty() : Optional.of(Reason.REJECTED);
    }
    if (!change.type().destructive() || !rules.filter().takes(change.ref())) {
      return Optional.empty();
    }
    if (change.type() == Type.DELETED && loss.isPresent()) {
      return loss;
    }
    return switch (rules.policy()) {
      case FOLLOW, FOLLOW_ALL -> Optional.empty();
      case KEEP -> Optional.of(Reason.KEPT);
      case APPROVE -> Optional.of(Reason.APPROVAL);
    };
  }

  private static Optional<Verdict> verdict(RefChange change, RefRules rules) {
    return Optional.ofNullable(rules.verdicts().get(change.ref()))
        .filter(each -> each.concerns(change));
  }

  /** A ref cannot be made beside one whose deletion is held back: {@code x} beside {@code x/y}. */
  private void holdWhatIsInTheWay(Set<String> had) {
    Set<String> staying = new HashSet<>();
    Set<String> parentsOfStaying = new HashSet<>();
    for (HeldBack each : heldBack) {
      if (had.contains(each.change().ref())) {
        staying.add(each.change().ref());
        parentsOfStaying.addAll(RefPlan.parents(each.change().ref()));
      }
    }
    taken.removeIf(
        change -> {
          boolean blocked =
              change.type() == Type.CREATED
                  && (parentsOfStaying.contains(change.ref())
                      || RefPlan.parents(change.ref()).stream().anyMatch(staying::contains));
          if (blocked) {
            heldBack.add(new HeldBack(change, Reason.IN_THE_WAY));
          }
          return blocked;
        });
  }

  /** Changes that are taken. */
  public List<RefChange> taken() {
    return taken;
  }

  /** Objects of changes that are not taken, 40 hex digits each. */
  public Set<String> heldObjects() {
    Set<String> objects = new HashSet<>();
    heldBack.forEach(each -> each.change().wanted().ifPresent(objects::add));
    return objects;
  }

  /** Changes that are not. */
  public List<HeldBack> heldBack() {
    return heldBack;
  }
}
