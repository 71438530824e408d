package org.sluice.intake.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class ListTextTest {

  private static final String URL = "https://github.com/acme/app";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://github.com/a/b\\nhttps://github.com/a/c            | TEXT
          # mine\\n\\nhttps://github.com/a/b                         | TEXT
          url\\nhttps://github.com/a/b                               | CSV
          # mine\\nName;URL\\nb;https://github.com/a/b               | CSV
          name\\turl\\nb\\thttps://github.com/a/b                    | CSV
          https://github.com/a/b,b                                   | CSV
          "https://github.com/a/b"                                   | CSV
          \\n ["https://github.com/a/b"]                             | JSON
          {"repositories":[]}                                        | JSON
          <?xml version="1.0"?><opml/>                               | OPML
          <opml version="2.0"><body/></opml>                         | OPML
          <!-- x --><opml version="2.0"><body/></opml>               | OPML
          <!DOCTYPE NETSCAPE-Bookmark-file-1><DL><A HREF="x">        | BOOKMARKS
          <html><body><a href="x">x</a></body></html>                | BOOKMARKS
          """)
  void theFormatIsToldByContent(String list, ListFormat format) {
    String text = list.replace("\\n", "\n").replace("\\t", "\t");
    assertThat(Lists.text(text).format()).isEqualTo(format);
    assertThat(ListText.of(text.getBytes(StandardCharsets.UTF_8), "text/x-opml").format())
        .isEqualTo(format);
  }

  @Test
  void whatItIsCalledDecidesOnlyBetweenTextAndATableWithoutHeader() {
    byte[] comma = "https://git.example.org/a,b".getBytes(StandardCharsets.UTF_8);
    assertThat(ListText.of(comma, "text/plain").format()).isEqualTo(ListFormat.TEXT);
    assertThat(ListText.of(comma, null).format()).isEqualTo(ListFormat.CSV);
    byte[] plain = URL.getBytes(StandardCharsets.UTF_8);
    assertThat(ListText.of(plain, "text/csv").format()).isEqualTo(ListFormat.CSV);
    assertThat(ListText.of(plain, "application/json").format()).isEqualTo(ListFormat.TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aByteOrderMarkIsRead(String charset) {
    byte[] marked = ("\uFEFFurl,tags\n" + URL + ",é").getBytes(Charset.forName(charset));
    Entry entry = Lists.entries(ListText.of(marked, null)).get(0);
    assertThat(entry.url()).isEqualTo(URL);
    assertThat(entry.tags()).containsExactly("é");
    assertThat(entry.line()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyEndOfLineIsOne(String end) {
    String urls = String.join(end, "https://a.org/x", "", "https://a.org/y", "");
    assertThat(Lists.addresses(urls)).containsExactly("1 https://a.org/x", "3 https://a.org/y");
    assertThat(Lists.addresses("url" + end + urls))
        .containsExactly("2 https://a.org/x", "4 https://a.org/y");
  }

  @Test
  void whatIsNoTextIsRefusedWithItsLine() {
    byte[] rubbish = new byte[100_000];
    new Random(7).nextBytes(rubbish);
    assertRefused(rubbish, "is not text in UTF-8: see line \\d+");
    assertRefused(
        "a\nb\n\u0000".getBytes(StandardCharsets.UTF_8),
        "is not text: line 3 holds a control character");
    assertRefused(
        "a\nb\r\nm\u00fcnchen".getBytes(StandardCharsets.ISO_8859_1),
        "is not text in UTF-8: see line 3");
    assertRefused(
        "PK\u0003\u0004".getBytes(StandardCharsets.UTF_8),
        "is not text: line 1 holds a control character");
    assertRefused(
        ("\uFEFF" + URL).getBytes(Charset.forName("UTF-32LE")),
        "is not text: line 1 holds a control character");
    assertRefused(new byte[] {(byte) 0xFF, (byte) 0xFE, 0x00}, "is not text in UTF-16LE.*");
    assertRefused(new byte[0], "holds nothing");
    assertRefused(" \r\n\t".getBytes(StandardCharsets.UTF_8), "holds nothing");
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> ListText.of(bytes, null))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused.errors().get(0).field()).isEqualTo("file");
              assertThat(refused.errors().get(0).message()).matches(message);
            });
  }

  @Test
  void aListHasTenMebibytesAtMost() {
    byte[] most = new byte[ListText.MOST_BYTES];
    java.util.Arrays.fill(most, (byte) 'a');
    assertThat(Lists.entries(ListText.of(most, null))).hasSize(1);
    assertThatThrownBy(() -> ListText.of(new byte[ListText.MOST_BYTES + 1], null))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE));
  }

  @Test
  void aListHasFiftyThousandEntriesAtMost() {
    String most = "https://a.org/x\n".repeat(Entries.MOST);
    assertThat(Lists.entries(most)).hasSize(Entries.MOST);
    assertThatThrownBy(() -> Lists.entries(most + "https://a.org/y"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE);
              assertThat(refused).hasMessage("A list may have 50000 entries.");
            });
  }
}
