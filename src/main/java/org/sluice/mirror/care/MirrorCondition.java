package org.sluice.mirror.care;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.sluice.git.care.CareOrder;
import org.sluice.git.care.CareReport;
import org.sluice.git.care.MirrorCare;

/**
 * In what condition a mirror is on disk, and when it is looked after next.
 *
 * <p>It is made by the first sync that brings something; syncs that change something count up; each
 * visit of the maintenance plans the next one; it goes with the repository. Its fields are written
 * by its own methods only, since one of the two persistence providers sees no other change.
 */
@Entity
@Table(name = "mirror_care")
class MirrorCondition {

  /** Packs younger than an hour stay as they are, so nothing is gained by coming earlier. */
  private static final Duration PACKS_REST = Duration.ofMinutes(61);

  private static final Duration BUSY = Duration.ofMinutes(5);
  private static final Duration NO_ROOM = Duration.ofDays(1);
  private static final Duration ONE_REPAIR_IN = Duration.ofHours(24);
  private static final int HISTORY_EVERY = 4;

  @Id
  @Column(name = "repository_id")
  private UUID repositoryId;

  @Column(name = "due_at")
  private Instant dueAt;

  /** Syncs that changed something since packs were last counted: each has left a pack. */
  private int changes;

  /** Whether somebody met something that could not be read. */
  private boolean suspect;

  /** Checks of the files so far. */
  private int checks;

  @Column(name = "checked_at")
  private Instant checkedAt;

  @Column(name = "repaired_at")
  private Instant repairedAt;

  /** Whether it was damaged again too soon, and people have been told. */
  @Column(name = "given_up")
  private boolean givenUp;

  protected MirrorCondition() {}

  MirrorCondition(UUID repositoryId, Instant now, Duration interval) {
    this.repositoryId = repositoryId;
    this.dueAt = first(now, interval);
  }

  private static Instant first(Instant now, Duration interval) {
    return now.plus(interval.compareTo(PACKS_REST) < 0 ? interval : PACKS_REST);
  }

  UUID repositoryId() {
    return repositoryId;
  }

  Instant dueAt() {
    return dueAt;
  }

  /** Takes in a sync that changed something. */
  void changed(Instant now) {
    changes++;
    if (changes == MirrorCare.MOST_PACKS) {
      bringForward(now.plus(PACKS_REST));
    }
  }

  /** Takes in that it may be damaged. */
  void suspected(Instant now) {
    suspect = true;
    bringForward(now);
  }

  private void bringForward(Instant time) {
    if (time.isBefore(dueAt)) {
      dueAt = time;
    }
  }

  /** How closely the next visit has to look. */
  CareOrder.Check check(Instant now, Duration interval) {
    if (suspect) {
      return CareOrder.Check.HISTORY;
    }
    if (checkedAt != null && checkedAt.plus(interval.dividedBy(2)).isAfter(now)) {
      return CareOrder.Check.GLANCE;
    }
    return checks % HISTORY_EVERY == 0 ? CareOrder.Check.HISTORY : CareOrder.Check.BYTES;
  }

  /** Takes in what came of a visit, and plans the next. */
  void visited(CareReport.Result result, CareOrder.Check check, Instant now, Duration interval) {
    switch (result) {
      case BUSY, YIELDED, MISSING -> dueAt = now.plus(BUSY);
      case DAMAGED -> dueAt = now.plus(ONE_REPAIR_IN);
      default -> {
        suspect = false;
        changes = 0;
        if (check != CareOrder.Check.GLANCE) {
          checks++;
          checkedAt = now;
        }
        dueAt = now.plus(result == CareReport.Result.NO_ROOM ? NO_ROOM : jittered(interval));
      }
    }
  }

  /** Up to a tenth earlier, a share that stays, so that a fleet does not come all at once. */
  private Duration jittered(Duration interval) {
    return interval.minusSeconds(
        interval.toSeconds() / 10 * Math.floorMod(repositoryId.hashCode(), 100) / 100);
  }

  /** Whether damage may be repaired without being asked: once within a day. */
  boolean mayRepair(Instant now) {
    return repairedAt == null || !repairedAt.plus(ONE_REPAIR_IN).isAfter(now);
  }

  /**
   * Takes in that it was damaged again too soon.
   *
   * @return whether that is new
   */
  boolean giveUp() {
    boolean fresh = !givenUp;
    givenUp = true;
    return fresh;
  }

  /** Takes in that it was repaired. */
  void repaired(Instant now, Duration interval) {
    repairedAt = now;
    givenUp = false;
    suspect = false;
    changes = 0;
    dueAt = first(now, interval);
  }
}
