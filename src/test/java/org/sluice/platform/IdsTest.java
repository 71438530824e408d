package org.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {

  @Test
  void idsAreOfVersionSevenAndSortByTheirMaking() {
    List<UUID> made = Stream.generate(Ids::next).limit(10_000).toList();
    assertThat(made).doesNotHaveDuplicates().isSorted();
    assertThat(made).allMatch(id -> id.version() == 7 && id.variant() == 2);
  }

  @Test
  void theTimeOfMakingIsInTheId() {
    long before = System.currentTimeMillis();
    long inId = Ids.madeAt(Ids.next()).toEpochMilli();
    // Making many at once may run ahead of the clock by a few milliseconds.
    assertThat(inId).isBetween(before, System.currentTimeMillis() + 1000);
  }
}
