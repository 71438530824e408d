package org.sluice.intake.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;
import org.sluice.intake.Fault;
import org.sluice.intake.Reason;

class EntriesTest {

  private static void assertUnreadable(String list, String message) {
    assertThatThrownBy(() -> Lists.entries(list))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.errors().get(0).field()).isEqualTo("file");
              assertThat(refused.errors().get(0).message()).isEqualTo(message);
            });
  }

  private static Fault fault(String detail) {
    return new Fault(Reason.MALFORMED, detail);
  }

  // ---- CSV ----

  @Test
  void aTableIsReadByItsHeader() {
    List<Entry> entries =
        Lists.entries(
            """
            Mirror,Stars,URL, Tags ,name,interval,namespace
            yes,5,https://a.org/x,"b; a,b",X,PT2H,team
            ,,https://a.org/y,,,,
            """);
    assertThat(entries)
        .containsExactly(
            new Entry(2, "https://a.org/x", "X", "team", List.of("b", "a"), "PT2H", true, null),
            new Entry(3, "https://a.org/y", null, null, List.of(), null, null, null));
  }

  @Test
  void columnsThatNobodyKnowsAreNamed() {
    try (Entries entries = Lists.text("stars,url,no\tte\n1,https://a.org/x,2\n").entries()) {
      entries.next();
      assertThat(entries.unknown()).containsExactly("stars", "no te");
    }
    try (Entries entries = Lists.text("https://a.org/x,mine").entries()) {
      assertThat(entries.next().url()).isEqualTo("https://a.org/x");
      assertThat(entries.unknown()).containsExactly("column 2");
    }
  }

  @Test
  void aQuotedCellMayHoldLinesAndTheLineIsWhereItsRowBegins() {
    assertThat(
            Lists.entries(
                "url,name\r\n\"https://a.org/x\",\"a\r\nb \"\"c\"\"\"\r\n\r\nhttps://a.org/y,d\r\n"))
        .containsExactly(
            new Entry(2, "https://a.org/x", "a\r\nb \"c\"", null, List.of(), null, null, null),
            new Entry(5, "https://a.org/y", "d", null, List.of(), null, null, null));
  }

  @Test
  void aRowThatIsWrongSpoilsNoOther() {
    List<Entry> entries =
        Lists.entries(
            """
            url,mirror
            https://a.org/a,perhaps
            https://a.org/b,true,more
            # a comment, with more, than two
            "https://a.org/c"x,true
            https://a.org/d
            """);
    assertThat(entries).extracting(Entry::line).containsExactly(2, 3, 5, 6);
    assertThat(entries)
        .extracting(Entry::fault)
        .containsExactly(
            fault("must say true or false of mirror"),
            fault("has more cells than there are columns"),
            null,
            null);
    assertThat(entries.get(2).url()).isEqualTo("https://a.org/cx");
    assertThat(entries.get(3).mirror()).isNull();
  }

  @Test
  void aQuoteThatIsNeverClosedSpoilsTheTable() {
    assertUnreadable(
        "url\nhttps://a.org/x\n\"https://a.org/y\nhttps://a.org/z\n",
        "line 3 opens a quote that is never closed");
    assertUnreadable("url,name,url\nx", "line 1 names a column twice");
  }

  @Test
  void cellsThatWereMadeHarmlessAreWhatTheyWere() {
    List<Entry> entries =
        Lists.entries("url,name\nhttps://a.org/x,'-x\nhttps://a.org/y,''=y\nhttps://a.org/z,'z\n");
    assertThat(entries).extracting(Entry::name).containsExactly("-x", "'=y", "'z");
  }

  @Test
  void valuesThatAreTooLongSpoilTheirEntry() {
    List<Entry> entries =
        Lists.entries(
            "url,name,tags\nhttps://a.org/x,"
                + "n".repeat(201)
                + "\nhttps://a.org/y,,"
                + IntStream.range(0, 101).mapToObj(i -> "t" + i).collect(Collectors.joining(";"))
                + "\nhttps://a.org/z,z,\n");
    assertThat(entries)
        .extracting(Entry::fault)
        .containsExactly(
            fault("holds a value that is too long"), fault("holds a value that is too long"), null);
  }

  // ---- JSON ----

  @Test
  void jsonHoldsAddressesOrObjects() {
    List<Entry> entries =
        Lists.entries(
            """
            ["https://a.org/w",
             {"url": "https://a.org/x", "name": "X", "namespace": "team", "tags": ["b", " a "],
              "interval": "PT2H", "mirror": true},
             {"url": "https://a.org/y", "tags": "a;b", "mirror": "no", "name": null}]
            """);
    assertThat(entries)
        .containsExactly(
            Entry.of(1, "https://a.org/w"),
            new Entry(2, "https://a.org/x", "X", "team", List.of("b", "a"), "PT2H", true, null),
            new Entry(4, "https://a.org/y", null, null, List.of("a", "b"), null, false, null));
  }

  @Test
  void anObjectMayHoldTheArray() {
    String list =
        "{\"version\":1,\"by\":{\"a\":[1]},\"repositories\":[\"https://a.org/x\","
            + "{\"url\":\"https://a.org/y\",\"stars\":[1,{}]}],\"at\":null}";
    assertThat(Lists.addresses(list)).containsExactly("1 https://a.org/x", "1 https://a.org/y");
    try (Entries entries = Lists.text(list).entries()) {
      entries.forEachRemaining(each -> {});
      assertThat(entries.unknown()).containsExactly("version", "by", "stars", "at");
    }
  }

  @Test
  void elementsOfAnotherTypeSpoilNoOther() {
    List<Entry> entries =
        Lists.entries(
            "[1, [\"https://a.org/a\"], null, {\"url\": 5, \"name\": {\"x\": [1]}},"
                + " {\"url\": \"https://a.org/b\", \"tags\": [1]},"
                + " {\"url\": \"https://a.org/c\", \"mirror\": 1}, {}, \"https://a.org/d\"]");
    assertThat(entries)
        .extracting(Entry::fault)
        .containsExactly(
            fault("must be an address or an object with url"),
            fault("must be an address or an object with url"),
            fault("must be an address or an object with url"),
            fault("has a url of another type than expected"),
            fault("has a tags of another type than expected"),
            fault("has a mirror of another type than expected"),
            null,
            null);
    assertThat(entries.get(6).url()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}                 | must be an array, or an object that holds one
          {                       | line 1 is not JSON
          ["x",\\n"y"             | line 2 is not JSON
          ["x" "y"]               | line 1 is not JSON
          ["x"]\\n["y"]           | line 2 goes on after the end of the list
          {"a":["x"],\\n"b":["y"]} | line 2 begins a second array; one is expected
          ["x",{"url":"a","url":"b"}] | line 1 is not JSON
          """)
  void jsonThatIsNotOneListIsRefused(String list, String message) {
    assertUnreadable(list.replace("\\n", "\n"), message);
  }

  @Test
  void jsonIsNotDeep() {
    String deep = "[".repeat(1_000_000);
    assertUnreadable(deep, "line 1 is nested too deep or holds a value that is too long");
    assertUnreadable(
        "[{\"x\":" + "[".repeat(100_000),
        "line 1 is nested too deep or holds a value that is too long");
    assertUnreadable(
        "[\n\"" + "a".repeat(1_000_000) + "\"]",
        "line 2 is nested too deep or holds a value that is too long");
  }

  // ---- OPML ----

  @Test
  void outlinesNameAddressesAndFoldersDoNot() {
    assertThat(
            Lists.addresses(
                """
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <opml version="2.0"><head><title>Mine</title></head><body>
                  <outline text="Folder">
                    <outline text="x" type="link" url="https://a.org/x?a=1&amp;b=2"/>
                    <outline text="y" xmlUrl="https://a.org/y.atom" htmlUrl="https://a.org/y"/>
                  </outline>
                  <outline text="nothing"/>
                  <outline xmlUrl="https://a.org/z"></outline>
                </body></opml>
                """))
        .containsExactly(
            "4 https://a.org/x?a=1&b=2", "5 https://a.org/y", "7 null", "8 https://a.org/z");
  }

  @Test
  void billionLaughsAreNotHeard() {
    assertUnreadable(
        """
        <?xml version="1.0"?>
        <!DOCTYPE opml [
          <!ENTITY a "ha">
          <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
          <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
        ]>
        <opml><body><outline url="&c;"/></body></opml>
        """,
        "line 6 declares a document type, which no list needs");
    assertUnreadable(
        "<?xml version=\"1.0\"?><!DOCTYPE opml SYSTEM \"file:///etc/passwd\"><opml/>",
        "line 1 declares a document type, which no list needs");
    assertUnreadable("<opml><body>\n&x;</body></opml>", "line 2 is not well-formed XML");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <?xml version="1.0"?><rss><channel/></rss>      | is XML of another kind than OPML
          <opml>\\n<body><outline url="x">\\n</body></opml> | line 3 is not well-formed XML
          <opml><body>                                    | line 1 is not well-formed XML
          """)
  void xmlThatIsNoOpmlIsRefused(String list, String message) {
    assertUnreadable(list.replace("\\n", "\n"), message);
  }

  @Test
  void opmlIsNotDeep() {
    assertUnreadable("<opml>" + "<outline>".repeat(100_000), "line 1 is nested too deep");
  }

  // ---- bookmarks ----

  @Test
  void linksOfBookmarksAreEntries() {
    assertThat(
            Lists.addresses(
                """
                <!DOCTYPE NETSCAPE-Bookmark-file-1>
                <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
                <TITLE>Bookmarks</TITLE>
                <DL><p>
                  <DT><H3 ADD_DATE="1">Folder</H3>
                  <DL><p>
                    <DT><A HREF="https://a.org/x?a=1&amp;b=2" ADD_DATE="1">X <b>y</b></A>
                    <DD>What it is
                    <DT><a href='https://a.org/y'>Y</a>
                  </DL><p>
                  <DT><A NAME="none">Z</A><A HREF="">W</A>
                </DL>
                """))
        .containsExactly("7 https://a.org/x?a=1&b=2", "9 https://a.org/y", "11 null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<b>", "<dl>", "<p>", "<a href=x>", "<table>", "<svg><a>", "<!--"})
  void markupWithoutEndComesToOne(String tag) {
    String bomb = "<html><body>" + tag.repeat(200_000);
    try {
      Lists.entries(bomb);
    } catch (DomainException refused) {
      assertThat(refused.getMessage()).containsAnyOf("too much markup", "50000 entries");
    }
  }

  // ---- text ----

  @Test
  void plainTextHasOneAddressOnALine() {
    assertThat(
            Lists.addresses(
                """
                # my list

                https://a.org/x   # the first
                  https://a.org/y#readme
                git@a.org:z
                """))
        .containsExactly("3 https://a.org/x", "4 https://a.org/y#readme", "5 git@a.org:z");
    assertThat(Lists.entries("https://a.org/x and more").get(0).fault())
        .isEqualTo(fault("must hold one address and nothing else"));
  }

  @Test
  void twentyThousandLinesAreTwentyThousandEntries() {
    StringBuilder list = new StringBuilder("url,name\r\n");
    for (int i = 0; i < 20_000; i++) {
      list.append("https://github.com/acme/r")
          .append(i)
          .append(",\"n\n")
          .append(i)
          .append("\"\r\n");
    }
    List<Entry> entries = Lists.entries(list.toString());
    assertThat(entries).hasSize(20_000);
    assertThat(entries.get(19_999).line()).isEqualTo(2 + 2 * 19_999);
  }
}
