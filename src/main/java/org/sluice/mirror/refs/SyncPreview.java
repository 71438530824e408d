package org.sluice.mirror.refs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.SyncOutcome;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.RefChange;
import org.sluice.mirror.history.SyncRunView;

/**
 * What a sync would do, as the API shows it.
 *
 * @param equal whether the mirror is equal to its upstream already
 * @param refs how many refs would move, by class
 * @param heldBack how many changes would not be taken
 * @param changes the changes, by name of the ref; at most {@link #MOST}
 * @param complete whether these are all
 * @param head ref that HEAD would name; null if none
 * @param leftOut names that the upstream has and that cannot be mirrored; at most {@link #MOST}
 */
@Schema(name = "SyncPreview")
public record SyncPreview(
    boolean equal,
    SyncRunView.Refs refs,
    int heldBack,
    List<Change> changes,
    boolean complete,
    String head,
    List<String> leftOut) {

  /** Most changes that are listed. */
  static final int MOST = 1000;

  /**
   * One change.
   *
   * @param ref full name of the ref
   * @param oldTip object that the mirror has; null if it has none
   * @param newTip object that the upstream has; null if it has none
   * @param type what the change means
   * @param taken whether a sync would take it
   * @param reason why not; null if it would
   */
  @Schema(name = "PreviewedChange")
  public record Change(
      String ref,
      String oldTip,
      String newTip,
      RefChange.Type type,
      boolean taken,
      HeldBack.Reason reason) {

    private static Change of(RefChange change, HeldBack.Reason reason) {
      return new Change(
          change.ref(), change.oldId(), change.newId(), change.type(), reason == null, reason);
    }
  }

  static SyncPreview of(SyncOutcome outcome) {
    List<Change> changes = new ArrayList<>();
    outcome.taken().forEach(each -> changes.add(Change.of(each, null)));
    outcome.heldBack().forEach(each -> changes.add(Change.of(each.change(), each.reason())));
    changes.sort(Comparator.comparing(Change::ref));
    return new SyncPreview(
        changes.isEmpty() && !outcome.refs().headMoved() && outcome.leftOut().isEmpty(),
        SyncRunView.Refs.of(outcome.refs()),
        outcome.heldBack().size(),
        List.copyOf(changes.subList(0, Math.min(MOST, changes.size()))),
        changes.size() <= MOST,
        outcome.head(),
        outcome.leftOut().stream().limit(MOST).toList());
  }
}
