package org.sluice.delivery.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.sluice.delivery.row.DueSubscriptions.Due;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;

/** Who is run when more is due than there are places for. */
class RoundsTest {

  private static final int PLACES = 32;

  private final List<Due> due = new ArrayList<>();
  private final List<Due> begun = new ArrayList<>();
  private final Deque<Runnable> underWay = new ArrayDeque<>();
  private final Turns turns = new Turns();
  private final Rounds rounds =
      new Rounds(PLACES, this::due, turns, underWay::add, (each, turn) -> begun.add(each));
  private int asked;

  private List<Due> due(Collection<UUID> except, int most) {
    asked++;
    return due.stream().filter(each -> !except.contains(each.subscriberId())).limit(most).toList();
  }

  private UUID subscriber(int count) {
    UUID subscriber = Ids.next();
    for (int i = 0; i < count; i++) {
      due.add(new Due(Ids.next(), subscriber));
    }
    return subscriber;
  }

  /** Lets all runs end that are under way, and tells whose they were. */
  private List<UUID> end() {
    begun.clear();
    List.copyOf(underWay).forEach(each -> underWay.remove().run());
    due.removeAll(begun);
    return begun.stream().map(Due::subscriberId).toList();
  }

  @Test
  void oneWhoHasMuchToReceiveStarvesNoOther() {
    UUID first = subscriber(5000);
    UUID second = subscriber(1);
    rounds.look();
    assertThat(end()).containsExactly(first, first, first, first, second);
    assertThat(asked).as("it is looked at again as long as there is more").isLessThan(12);
  }

  @Test
  void allPlacesAreTakenByTheLongestDueOfEach() {
    List<UUID> subscribers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      subscribers.add(subscriber(500));
    }
    rounds.look();
    assertThat(underWay).hasSize(PLACES);
    assertThat(end())
        .containsOnlyElementsOf(subscribers.subList(0, PLACES / Rounds.OF_ONE_SUBSCRIBER));
  }

  @Test
  void nobodyIsAskedForWhileThereIsNoPlace() {
    for (int i = 0; i < 20; i++) {
      subscriber(500);
    }
    rounds.look();
    int before = asked;
    rounds.look();
    assertThat(asked).isEqualTo(before);
  }

  @Test
  void whatIsRunAlreadyHidesNothing() {
    for (int i = 0; i < 200; i++) {
      subscriber(1);
      assertThat(turns.tryTake(due.get(i).id(), new Cancellation())).isPresent();
    }
    UUID last = subscriber(1);
    rounds.look();
    assertThat(end()).containsExactly(last);
  }

  @Test
  void aRunThatEndsLooksAgain() {
    subscriber(Rounds.OF_ONE_SUBSCRIBER + 1);
    rounds.look();
    assertThat(underWay).hasSize(Rounds.OF_ONE_SUBSCRIBER);
    Due first = due.remove(0);
    underWay.remove().run();
    assertThat(begun).containsExactly(first);
    assertThat(underWay).hasSize(Rounds.OF_ONE_SUBSCRIBER);
    assertThat(turns.size()).isEqualTo(Rounds.OF_ONE_SUBSCRIBER);
  }

  @Test
  void whoeverIsNotBegunKeepsNoPlace() {
    subscriber(1);
    Rounds refused =
        new Rounds(
            1,
            this::due,
            turns,
            task -> {
              throw new RejectedExecutionException();
            },
            (each, turn) -> begun.add(each));
    for (int i = 0; i < 3; i++) {
      assertThat(asked).isEqualTo(i);
      try {
        refused.look();
      } catch (RejectedExecutionException expected) {
        assertThat(turns.size()).isZero();
      }
    }
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void nothingBeginsOnceItStops() {
    subscriber(10);
    rounds.stop();
    rounds.look();
    assertThat(underWay).isEmpty();
  }
}
