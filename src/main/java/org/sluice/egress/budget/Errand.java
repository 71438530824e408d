package org.sluice.egress.budget;

import java.time.Duration;
import java.util.Objects;
import org.sluice.platform.Cancellation;

/**
 * On whose behalf requests go out: how urgent they are, what stops them, and how they wait.
 *
 * @param urgency who goes first where not all can
 * @param cancellation ends a request at once, also while it waits
 * @param rest how the errand waits
 */
public record Errand(Urgency urgency, Cancellation cancellation, Rest rest) {

  /** Who goes first where not all can. */
  public enum Urgency {
    /** A person waits for it. */
    PERSON,
    /** A timer set it off: it leaves a part of the budget to people. */
    BACKGROUND;

    /** That of a person if somebody awaits what comes of it. */
    public static Urgency of(boolean awaited) {
      return awaited ? PERSON : BACKGROUND;
    }
  }

  /** How an errand waits. */
  @FunctionalInterface
  public interface Rest {

    /**
     * Waits, and ends early when the errand must stop.
     *
     * @param wait longer than nothing
     * @param why one safe sentence, such as what the forge asked for
     * @return whether to go on; false if the errand does not wait, or not for so long
     */
    boolean rest(Duration wait, String why);
  }

  /** Nothing is optional. */
  public Errand {
    Objects.requireNonNull(urgency, "urgency");
    Objects.requireNonNull(cancellation, "cancellation");
    Objects.requireNonNull(rest, "rest");
  }

  /** Of a person who looks at the answer's place: it never waits for a limit to pass. */
  public static Errand ofPerson() {
    return new Errand(Urgency.PERSON, new Cancellation(), (wait, why) -> false);
  }
}
