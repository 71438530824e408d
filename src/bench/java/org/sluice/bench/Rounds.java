package org.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contenders that do the same work in turn, round after round, so that whatever else the machine
 * does meets all of them alike. The first round warms up and does not count.
 */
final class Rounds {

  /** One contender's work in one round. */
  interface Work {

    void run() throws Exception;
  }

  private record Contender(String name, Work preparation, Work work) {}

  private final int rounds;
  private final List<Contender> contenders = new ArrayList<>();
  private Work before = () -> {};

  /** A number of rounds that count. */
  Rounds(int rounds) {
    this.rounds = rounds;
  }

  /** What is done before each round, untimed. */
  Rounds before(Work preparation) {
    before = preparation;
    return this;
  }

  /** Adds a contender. */
  Rounds of(String name, Work work) {
    return of(name, () -> {}, work);
  }

  /** Adds a contender that prepares itself, untimed, before each of its turns. */
  Rounds of(String name, Work preparation, Work work) {
    contenders.add(new Contender(name, preparation, work));
    return this;
  }

  /** Runs all rounds. */
  Times run() throws Exception {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      before.run();
      for (int i = 0; i < contenders.size(); i++) {
        // Nobody is always the first.
        Contender contender = contenders.get((i + round) % contenders.size());
        contender.preparation().run();
        long begin = System.nanoTime();
        contender.work().run();
        double took = (System.nanoTime() - begin) / 1e9;
        if (round > 0) {
          seconds.computeIfAbsent(contender.name(), unused -> new ArrayList<>()).add(took);
        }
        System.err.printf("  round %d  %-24s %8.3f s%n", round, contender.name(), took);
      }
    }
    return new Times(seconds);
  }

  /**
   * What the rounds took.
   *
   * @param seconds of each round by contender
   */
  record Times(Map<String, List<Double>> seconds) {

    /** The rounds of one contender. */
    Spread of(String name) {
      return new Spread(seconds.get(name));
    }

    /** How many times as long one took as the other, round by round. */
    Spread ratio(String one, String other) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < seconds.get(one).size(); i++) {
        ratios.add(seconds.get(one).get(i) / seconds.get(other).get(i));
      }
      return new Spread(ratios);
    }
  }

  /**
   * Values of which the median counts.
   *
   * @param values at least one
   */
  record Spread(List<Double> values) {

    /** Sorts them. */
    Spread {
      values = values.stream().sorted().toList();
    }

    /** Each value for one of so many. */
    Spread dividedBy(int count) {
      return new Spread(values.stream().map(value -> value / count).toList());
    }

    double median() {
      int middle = values.size() / 2;
      return values.size() % 2 == 1
          ? values.get(middle)
          : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    double least() {
      return values.get(0);
    }

    double greatest() {
      return values.get(values.size() - 1);
    }
  }
}
