package org.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.git.GitCommand.git;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.delivery.RandomHistory.Change;
import org.sluice.delivery.RandomHistory.Step;

/** Random histories, seen by stock Git. */
@Timeout(180)
class RandomHistoryTest {

  @TempDir private Path temp;

  @Test
  void everyKindOfChangeOccursOftenInTwoHundredOfThem() throws Exception {
    Map<Change, Integer> seen = new EnumMap<>(Change.class);
    for (long seed = 0; seed < 200; seed++) {
      for (Set<Change> push : RandomHistory.changes(seed)) {
        push.forEach(change -> seen.merge(change, 1, Integer::sum));
      }
    }
    assertThat(seen).containsOnlyKeys(Change.values());
    assertThat(seen.values()).allSatisfy(times -> assertThat(times).isGreaterThan(4));
  }

  @Test
  void whatAStepSaysOfItsFilesIsWhatGitUnpacks() throws Exception {
    for (long seed = 0; seed < 12; seed++) {
      RandomHistory history = RandomHistory.create(temp.resolve("u" + seed), seed);
      git(history.bare(), "fsck", "--full");
      for (Step step : history.steps()) {
        FolderComparison.assertEqual(
            "what " + history + " says of " + step.commit(),
            FolderComparison.ofCommit(history.bare(), step.commit()),
            step.files());
      }
    }
  }

  @Test
  void aSeedMakesTheSameHistoryAgain() throws Exception {
    List<Step> first = RandomHistory.create(temp.resolve("first"), 7).steps();
    List<Step> second = RandomHistory.create(temp.resolve("second"), 7).steps();
    assertThat(second).isEqualTo(first);
    assertThat(RandomHistory.create(temp.resolve("other"), 8).steps()).isNotEqualTo(first);
  }

  @Test
  void mainGoesWhereAStepPushesIt() throws Exception {
    RandomHistory history = RandomHistory.create(temp.resolve("upstream"), 3);
    for (int step = 0; step < history.steps().size(); step++) {
      String commit = history.push(step).commit();
      assertThat(git(history.bare(), "rev-parse", "HEAD").strip()).isEqualTo(commit);
    }
  }
}
