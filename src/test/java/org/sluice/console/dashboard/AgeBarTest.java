package org.sluice.console.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.pullrequest.OpenAge;

class AgeBarTest {

  @Test
  void longestBarIsThatOfMostAndWhatIsThereIsSeen() {
    assertThat(
            AgeBar.of(
                Map.of(
                    OpenAge.OLDER, 1000L, OpenAge.DAY, 0L, OpenAge.WEEK, 500L, OpenAge.MONTH, 1L)))
        .containsExactly(
            new AgeBar(OpenAge.DAY, 0, 0),
            new AgeBar(OpenAge.WEEK, 500, 50),
            new AgeBar(OpenAge.MONTH, 1, 2),
            new AgeBar(OpenAge.OLDER, 1000, 100));
    assertThat(AgeBar.of(Map.of())).isEmpty();
  }
}
