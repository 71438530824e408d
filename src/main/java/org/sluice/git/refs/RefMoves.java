package org.sluice.git.refs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.git.refs.RefChange.Type;
import org.sluice.platform.Inside;

/**
 * The moves of refs that bring a decided set of changes about, in the batches in which they are
 * possible.
 *
 * <p>The tip of each ref that is overwritten or deleted is kept in the same batch under a name of
 * Sluice's own, so there is no moment at which it could be lost.
 */
@Inside
public final class RefMoves {

  /** Nothing moves. */
  public static final RefMoves NONE = new RefMoves();

  private final List<ReceiveCommand> first = new ArrayList<>();
  private final List<ReceiveCommand> rest = new ArrayList<>();

  private RefMoves() {}

  /**
   * The moves for a set of changes.
   *
   * @param taken changes that are taken
   * @param held objects of changes that are not, which are to stay
   * @param heldBefore objects that stay for that reason until now
   * @param at when, for the names of what is kept
   */
  public static RefMoves of(
      Collection<RefChange> taken, Set<String> held, Set<String> heldBefore, Instant at) {
    RefMoves moves = new RefMoves();
    Set<String> inTheWay = deletesInTheWay(taken);
    for (RefChange change : taken) {
      List<ReceiveCommand> batch = inTheWay.contains(change.ref()) ? moves.first : moves.rest;
      batch.add(command(change.oldId(), change.newId(), change.ref()));
      if (change.type().destructive()) {
        batch.add(command(null, change.oldId(), OwnRefs.kept(at, change.ref())));
      }
    }
    held.stream()
        .filter(id -> !heldBefore.contains(id))
        .forEach(id -> moves.rest.add(command(null, id, OwnRefs.held(id))));
    heldBefore.stream()
        .filter(id -> !held.contains(id))
        .forEach(id -> moves.rest.add(command(id, null, OwnRefs.held(id))));
    return moves;
  }

  /**
   * Deletes that must come before the rest: a ref cannot be made in the same batch that deletes
   * {@code x/y} for {@code x} or the other way round.
   */
  private static Set<String> deletesInTheWay(Collection<RefChange> taken) {
    Set<String> made = new HashSet<>();
    Set<String> parentsOfMade = new HashSet<>();
    for (RefChange change : taken) {
      if (change.type() == Type.CREATED) {
        made.add(change.ref());
        parentsOfMade.addAll(RefPlan.parents(change.ref()));
      }
    }
    Set<String> deletes = new HashSet<>();
    for (RefChange change : taken) {
      if (change.type() == Type.DELETED
          && (parentsOfMade.contains(change.ref())
              || RefPlan.parents(change.ref()).stream().anyMatch(made::contains))) {
        deletes.add(change.ref());
      }
    }
    return deletes;
  }

  private static ReceiveCommand command(String from, String to, String ref) {
    return new ReceiveCommand(id(from), id(to), ref);
  }

  private static ObjectId id(String hex) {
    return hex == null ? ObjectId.zeroId() : ObjectId.fromString(hex);
  }

  /** Deletes that must come first, with what keeps their tips. */
  public List<ReceiveCommand> first() {
    return first;
  }

  /** Everything else, to be applied in one batch. */
  public List<ReceiveCommand> rest() {
    return rest;
  }

  /** Whether nothing moves. */
  public boolean isEmpty() {
    return first.isEmpty() && rest.isEmpty();
  }
}
