package org.sluice.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectLimitTest {

  @ParameterizedTest
  @CsvSource({"256MiB, 100MiB", "400MiB, 100MiB", "2GiB, 512MiB", "4GiB, 1GiB", "64GiB, 1GiB"})
  void whatNobodySetsGoesByTheHeapWithinBounds(String heap, String limit) {
    assertThat(Settings.objectLimit(ByteSize.parse(heap))).isEqualTo(ByteSize.parse(limit));
  }
}
