package org.sluice.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes are read as people write them. */
class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "4096,4096",
    "4096B,4096",
    "1K,1024",
    "1KiB,1024",
    "1kb,1000",
    "1.5 MiB,1572864",
    "2GB,2000000000",
    "10GiB,10737418240",
    "1T,1099511627776"
  })
  void sizeIsRead(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "-1", "1.5.2", "1 ZiB", "KiB", "999999999999999P"})
  void somethingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @Test
  void sizeIsSaid() {
    assertThat(ByteSize.words(12)).isEqualTo("12 bytes");
    assertThat(ByteSize.words(1536)).isEqualTo("1.5 KiB");
    assertThat(ByteSize.words(3L << 30)).isEqualTo("3.0 GiB");
  }

  @Test
  void reserveIsTheLesserOfANumberAndAShareUnlessOneIsNamed() {
    assertThat(DiskReserve.DEFAULT.of(1000L << 30)).isEqualTo(1L << 30);
    assertThat(DiskReserve.DEFAULT.of(100L << 20)).isEqualTo(5L << 20);
    assertThat(DiskReserve.parse("5%").of(1000)).isEqualTo(50);
    assertThat(DiskReserve.parse("10 GiB").of(1L << 40)).isEqualTo(10L << 30);
    assertThat(DiskReserve.parse("0").of(1L << 40)).isZero();
    for (String wrong : new String[] {"105%", "-5%", "x%", "some"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> DiskReserve.parse(wrong));
    }
  }
}
