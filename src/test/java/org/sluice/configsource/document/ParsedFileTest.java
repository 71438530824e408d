package org.sluice.configsource.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was seen of a Spring Cloud Config Server 5.0 is what is expected here. */
class ParsedFileTest {

  private static ParsedFile parse(FileFormat format, String text) {
    return ParsedFile.parse(format, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> values(Document document) {
    Map<String, Object> values = new LinkedHashMap<>();
    document.values().forEach((key, value) -> values.put(key, value.value()));
    return values;
  }

  private static Map<String, Object> only(FileFormat format, String text) {
    ParsedFile file = parse(format, text);
    assertThat(file.fault()).isEmpty();
    assertThat(file.documents()).hasSize(1);
    return values(file.documents().get(0));
  }

  private static Map<String, String> origins(FileFormat format, String text) {
    Map<String, String> origins = new LinkedHashMap<>();
    parse(format, text)
        .documents()
        .get(0)
        .values()
        .forEach((key, value) -> origins.put(key, value.origin()));
    return origins;
  }

  private static String fault(FileFormat format, String text) {
    ParsedFile file = parse(format, text);
    assertThat(file.documents()).isEmpty();
    return file.fault().orElseThrow();
  }

  // ---- YAML ----

  @Test
  void scalarsAreThoseOfYaml11() {
    assertThat(
            only(
                FileFormat.YML,
                """
                yes: yes
                off: off
                y: y
                quoted: "yes"
                oct: 0777
                oct12: 0o17
                hex: 0x1F
                bin: 0b101
                under: 1_000
                sexagesimal: 12:30:45
                float: 1.50
                exponent: 1e3
                infinite: .inf
                big: 123456789012345678901234567890
                long: 12345678901
                date: 2024-01-02
                time: 2024-01-02T03:04:05Z
                nothing:
                tilde: ~
                text: !!str 12
                """))
        .containsExactly(
            entry("[true]", true),
            entry("[false]", false),
            entry("y", "y"),
            entry("quoted", "yes"),
            entry("oct", 511),
            entry("oct12", "0o17"),
            entry("hex", 31),
            entry("bin", 5),
            entry("under", 1000),
            entry("sexagesimal", 45045),
            entry("float", 1.5),
            entry("exponent", 1000.0),
            entry("infinite", Double.POSITIVE_INFINITY),
            entry("big", new BigInteger("123456789012345678901234567890")),
            entry("long", 12345678901L),
            entry("date", "2024-01-02"),
            entry("time", "2024-01-02T03:04:05Z"),
            entry("nothing", ""),
            entry("tilde", ""),
            entry("text", "12"));
  }

  @Test
  void listsGetIndicesAndWhatIsEmptyBecomesTextOrNothing() {
    assertThat(
            only(
                FileFormat.YML,
                "l: [a, {b: 1, c: [x]}, [], {}, [[1]]]\nempty: []\nnone: {}\nset: !!set {x, y}\n"))
        .containsExactly(
            entry("l[0]", "a"),
            entry("l[1].b", 1),
            entry("l[1].c[0]", "x"),
            entry("l[2]", ""),
            entry("l[4][0][0]", 1),
            entry("empty", ""),
            entry("set[0]", "x"),
            entry("set[1]", "y"));
  }

  @Test
  void keysThatAreNoTextStandInBrackets() {
    assertThat(
            only(
                FileFormat.YML,
                """
                1: int
                1.5: float
                ~: null
                2024-01-02: date
                "[a/b]": bracketed
                "": {x: 1}
                map:
                  "[x.y]": 1
                  /p: 2
                  ? [c1, c2]
                  : 3
                """))
        .containsExactly(
            entry("[1]", "int"),
            entry("[1.5]", "float"),
            entry("[null]", ""),
            entry("2024-01-02", "date"),
            entry("[a/b]", "bracketed"),
            entry("x", 1),
            entry("map[x.y]", 1),
            entry("map./p", 2),
            entry("map[[c1, c2]]", 3));
  }

  @Test
  void aliasesAreFollowedAndMergedAsSpringMergesThem() {
    assertThat(
            only(
                FileFormat.YML,
                """
                base: &base {k: 1, l: 2}
                merged: {<<: *base, l: 3}
                before: {l: 3, <<: *base}
                several:
                  <<: [{k: first, n: 1}, *base, {n: 2, o: 3}]
                twofold:
                  k: own
                  <<: {k: 5, n: 1}
                  n: also own
                alias: *base
                """))
        .containsExactly(
            entry("base.k", 1),
            entry("base.l", 2),
            entry("merged.k", 1),
            entry("merged.l", 3),
            entry("before.l", 3),
            entry("before.k", 1),
            entry("several.k", 1),
            entry("several.n", 1),
            entry("several.l", 2),
            entry("several.o", 3),
            entry("twofold.k", 5),
            entry("twofold.n", "also own"),
            entry("alias.k", 1),
            entry("alias.l", 2));
  }

  @Test
  void documentsThatAreNullAreNoneAndEmptyOnesAre() {
    assertThat(parse(FileFormat.YML, "a: 1\n---\n---\n# nothing\n---\n{}\n---\nb: 2\n").documents())
        .extracting(ParsedFileTest::values)
        .containsExactly(Map.of("a", 1), Map.of(), Map.of("b", 2));
    assertThat(parse(FileFormat.YML, "").documents()).isEmpty();
    assertThat(parse(FileFormat.YML, "[]").documents()).isEmpty();
  }

  @Test
  void whatIsNoMapGetsAName() {
    assertThat(only(FileFormat.YML, "just text")).containsExactly(entry("document", "just text"));
    assertThat(only(FileFormat.YML, "- a\n- b"))
        .containsExactly(entry("document[0]", "a"), entry("document[1]", "b"));
  }

  @Test
  void aYamlValueTellsWhereItBegins() {
    assertThat(origins(FileFormat.YML, "a: 1\nb:\n  c: [x, y]\nd: &d z\ne: *d\nf: []\n"))
        .containsExactly(
            entry("a", "1:4"),
            entry("b.c[0]", "3:7"),
            entry("b.c[1]", "3:10"),
            entry("d", "4:4"),
            entry("e", "4:4"),
            entry("f", "6:4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: [1\\nb: 2                  | line 2 is not valid YAML
          a: 1\\nb: 2\\na: 3            | line 3 has a key that was there before
          a: *nowhere                   | line 1 is not valid YAML
          a: !!java.net.URL [x]         | line 1 is not valid YAML
          a: !own x                     | line 1 has a value that does not fit its tag
          a: 1\\nb: &b [*b]             | line 2 refers to itself
          a: &a {<<: *a}                | line 1 refers to itself
          a: {<<: 1}                    | line 1 merges what is no mapping
          a: !!int x                    | line 1 has a value that does not fit its tag
          a: 1\\n---\\nb: [             | line 4 is not valid YAML
          """)
  void yamlThatCannotBeReadSaysWhereAndCitesNothing(String text, String reason) {
    assertThat(fault(FileFormat.YML, text.replace("\\n", "\n") + "\n")).isEqualTo(reason);
  }

  @Test
  void bytesThatAreNoTextAreNoYaml() {
    assertThat(ParsedFile.parse(FileFormat.YML, new byte[] {'a', ':', ' ', (byte) 0xff}).fault())
        .contains("is not valid YAML");
    assertThat(ParsedFile.parse(FileFormat.YML, new byte[] {'a', ':', ' ', 0}).fault())
        .contains("is not valid YAML");
  }

  @Test
  @Timeout(20)
  void aliasesThatBlowUpAreStopped() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    StringBuilder silent = new StringBuilder("a0: &a0 {}\n");
    StringBuilder merges = new StringBuilder("a0: &a0 {k: 1}\n");
    for (int level = 1; level < 30; level++) {
      String before = "*a" + (level - 1);
      String nine = String.join(", ", Collections.nCopies(9, before));
      laughs.append("a" + level + ": &a" + level + " [" + nine + "]\n");
      silent.append("a" + level + ": &a" + level + " [" + nine + "]\n");
      merges.append("a" + level + ": &a" + level + " {<<: [" + nine + "]}\n");
    }
    assertThat(fault(FileFormat.YML, laughs.toString())).isEqualTo("has more than 50000 keys");
    assertThat(fault(FileFormat.YML, silent.toString()))
        .isEqualTo("grows too large when its aliases are followed");
    assertThat(parse(FileFormat.YML, merges.toString()).fault()).isEmpty();
  }

  @Test
  @Timeout(20)
  void unmetMergesThatBlowUpAreStopped() {
    String inner = "{k: 1}";
    for (int level = 0; level < 20; level++) {
      inner = "{<<: [&m" + level + " " + inner + ", *m" + level + ", *m" + level + "]}";
    }
    assertThat(fault(FileFormat.YML, "a: " + inner + "\n"))
        .isEqualTo("grows too large when its aliases are followed");
  }

  @Test
  void whatIsNestedTooDeepIsNotRead() {
    assertThat(fault(FileFormat.YML, "a: " + "[".repeat(60) + "]".repeat(60)))
        .isEqualTo("is not valid YAML");
    StringBuilder chain = new StringBuilder("a0: &a0 [x]\n");
    for (int level = 1; level < 200; level++) {
      chain.append("a" + level + ": &a" + level + " [*a" + (level - 1) + "]\n");
    }
    assertThat(fault(FileFormat.YML, chain.toString())).endsWith("is nested too deep");
    assertThat(fault(FileFormat.JSON, "{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}"))
        .endsWith("is not valid JSON");
  }

  // ---- properties ----

  @Test
  void propertiesAreThoseOfJavaInLatin() {
    assertThat(
            only(
                FileFormat.PROPERTIES,
                """
                # comment
                a=1
                b:2
                c 3
                d = 4
                e   :   5\s
                f
                =nokey
                g\\ h=blank
                i\\=j=equals
                k=a\\=b
                l=first \\
                    second
                m=tab\\tnew\\nline
                n=\\u00fc\\x
                o=ü
                a=again
                z=last\
                """))
        .containsExactly(
            entry("a", "again"),
            entry("b", "2"),
            entry("c", "3"),
            entry("d", "4"),
            entry("e", "5 "),
            entry("f", ""),
            entry("g h", "blank"),
            entry("i=j", "equals"),
            entry("k", "a=b"),
            entry("l", "first second"),
            entry("m", "tab\tnew\nline"),
            entry("n", "\u00fcx"),
            entry("o", "\u00c3\u00bc"),
            entry("z", "last"));
  }

  @Test
  void aKeyWithBracketsIsAList() {
    assertThat(only(FileFormat.PROPERTIES, "t[]=one,two,,three\nu[]=\nv[]=a\\,b,c\nw=1\n"))
        .containsExactly(
            entry("t[0]", "one"),
            entry("t[1]", "two"),
            entry("t[2]", ""),
            entry("t[3]", "three"),
            entry("u[0]", ""),
            entry("v[0]", "a,b"),
            entry("v[1]", "c"),
            entry("w", "1"));
  }

  @Test
  void threeHyphensPartDocumentsUnlessACommentIsBesideThem() {
    assertThat(
            parse(
                    FileFormat.PROPERTIES,
                    """
                    a=1
                    #---
                    b=2
                    !---
                    c=3
                    # comment before
                    #---
                    d=4
                    #---
                    # comment after
                    e=5
                    #--- something
                    f=6
                     #---
                    g=7
                    """)
                .documents())
        .extracting(document -> String.join("", document.values().keySet()))
        .containsExactly("a", "b", "cdefg");
  }

  @Test
  void aPropertyTellsWhereItsValueBegins() {
    assertThat(origins(FileFormat.PROPERTIES, "a=1\nbb =  2\nempty=\nc=x \\\n  y\nd=3\n"))
        .containsExactly(
            entry("a", "1:3"),
            entry("bb", "2:7"),
            entry("empty", "4:0"),
            entry("c", "4:3"),
            entry("d", "6:3"));
  }

  @Test
  void anEscapeWithoutItsDigitsSpoilsTheFile() {
    assertThat(fault(FileFormat.PROPERTIES, "a=1\nb=\\u12\n"))
        .isEqualTo("line 3 has a \\u that four digits do not follow");
  }

  // ---- JSON ----

  @Test
  void jsonIsFlattenedAsYamlIs() {
    assertThat(
            only(
                FileFormat.JSON,
                "{\"n\":1,\"d\":1.50,\"t\":true,\"z\":null,\"l\":[1,{\"a\":2},[]],\"o\":{},\"e\":[]}"))
        .containsExactly(
            entry("n", 1),
            entry("d", 1.5),
            entry("t", true),
            entry("z", ""),
            entry("l[0]", 1),
            entry("l[1].a", 2),
            entry("l[2]", ""),
            entry("e", ""));
    assertThat(origins(FileFormat.JSON, "{\"a\": 1,\n \"b\": [2]}"))
        .containsExactly(entry("a", "1:7"), entry("b[0]", "2:8"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]               | is no JSON object
          {"a":1,"a":2}     | line 1 is not valid JSON
          {"a":1} {"b":2}   | line 1 goes on after the object
          {"a":             | line 1 is not valid JSON
          """)
  void jsonThatCannotBeReadSaysWhere(String text, String reason) {
    assertThat(fault(FileFormat.JSON, text)).isEqualTo(reason);
  }

  // ---- limits ----

  @Test
  void noFileHasMoreThanItsLimits() {
    assertThat(fault(FileFormat.PROPERTIES, "a=" + "x".repeat(ParsedFile.MOST_BYTES)))
        .isEqualTo("has more than 5242880 bytes");
    StringBuilder keys = new StringBuilder();
    for (int key = 0; key <= Entries.MOST_KEYS; key++) {
      keys.append("k").append(key).append("=\n");
    }
    assertThat(fault(FileFormat.PROPERTIES, keys.toString())).isEqualTo("has more than 50000 keys");
    assertThat(fault(FileFormat.PROPERTIES, "a=1\n#---\n".repeat(Entries.MOST_DOCUMENTS + 1)))
        .isEqualTo("has more than 1000 documents");
    assertThat(fault(FileFormat.PROPERTIES, "spring.config.import=" + "a.yml,".repeat(201)))
        .isEqualTo("says too much about profiles or imports");
  }

  @Test
  void noFileBecomesMoreNodesThanItMay() {
    assertThat(fault(FileFormat.YML, "a: [" + "{},".repeat(1_000_000) + "]"))
        .isEqualTo("has more than 250000 nodes");
    StringBuilder fields = new StringBuilder("{\"a\":{}");
    for (int field = 0; field < 250_000; field++) {
      fields.append(",\"").append(field).append("\":{}");
    }
    assertThat(fault(FileFormat.JSON, fields + "}")).isEqualTo("has more than 250000 fields");
  }

  @Test
  void aFileWeighsWhatItHolds() {
    long one = parse(FileFormat.PROPERTIES, "a=1\n").weight();
    assertThat(parse(FileFormat.PROPERTIES, "a=" + "x".repeat(10_000)).weight())
        .isBetween(one + 19_000, one + 21_000);
  }

  // ---- what documents say ----

  @Test
  void directivesAreReadHoweverTheyAreWritten() {
    Directives directives =
        parse(
                FileFormat.YML,
                """
                spring:
                  config:
                    activate: {onProfile: "a, b & c", ON_CLOUD-PLATFORM: none}
                    import: [one.yml, "optional:two.yml"]
                  profiles:
                    include: [x, "y"]
                    group:
                      prod-like: [p, q]
                      dev: "d1,d2"
                """)
            .documents()
            .get(0)
            .directives();
    assertThat(directives)
        .isEqualTo(
            new Directives(
                List.of("a", "b & c"),
                List.of(),
                "none",
                List.of("one.yml", "optional:two.yml"),
                List.of("x", "y"),
                Map.of("prod-like", List.of("p", "q"), "dev", List.of("d1", "d2")),
                false));
  }
}
