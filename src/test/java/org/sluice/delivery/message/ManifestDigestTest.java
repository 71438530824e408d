package org.sluice.delivery.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sluice.delivery.row.FilePath;

class ManifestDigestTest {

  @Test
  void itIsTheDigestOfTheLines() {
    ManifestDigest digest = new ManifestDigest();
    digest.add(FilePath.of("a.b"), "1".repeat(64));
    digest.add(FilePath.of("a/b"), "2".repeat(64));
    digest.add(new FilePath("\u00ff".getBytes(ISO_8859_1)), "3".repeat(64));
    String lines =
        "1".repeat(64) + "  a.b\n" + "2".repeat(64) + "  a/b\n" + "3".repeat(64) + "  \u00ff\n";
    assertThat(digest.hex()).isEqualTo(FileContent.of(lines.getBytes(ISO_8859_1)).sha256());
  }

  // printf '%s  a\n' "$(printf 'hello\n' | sha256sum | cut -c-64)" | sha256sum
  @Test
  void sha256sumGivesTheSame() {
    ManifestDigest digest = new ManifestDigest();
    digest.add(FilePath.of("a"), FileContent.of("hello\n".getBytes(UTF_8)).sha256());
    assertThat(digest.hex())
        .isEqualTo("e459fd5252c3ada0b5c18fc9008e490476fe21c7bd65d5268d45535be95d6267");
    assertThat(new ManifestDigest().hex()).isEqualTo(FileContent.of(new byte[0]).sha256());
  }

  @Test
  void whatIsOutOfOrderIsRefused() {
    ManifestDigest digest = new ManifestDigest();
    digest.add(FilePath.of("a/b"), "1".repeat(64));
    for (String before : new String[] {"a.b", "a/b", "a"}) {
      assertThatThrownBy(() -> digest.add(FilePath.of(before), "1".repeat(64)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
