package org.sluice.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.registry.NamesBeside;
import org.sluice.testing.TestDatabase;

class SearchWordsTest {

  private static final UUID TEAM = Ids.next();
  private static final Map<String, DataSource> OPEN = new HashMap<>();

  private Database database;
  private SearchWords words;

  @Test
  void textIsPartedAtWhateverIsNoLetterAndNoDigit() {
    assertThat(SearchWords.words("team/pay-gateway_2 https://git.example/ñandú.git"))
        .containsExactly("example", "gateway", "git", "https", "pay", "team", "ñandú");
    assertThat(SearchWords.words("a bc -- / 12")).isEmpty();
    assertThat(SearchWords.words("x😀yz 𝒜𝒜𝒜𝒜")).containsExactly("𝒜𝒜𝒜𝒜");
  }

  @Test
  void anyTwentyCharactersOfALongWordLieInOnePieceOfIt() {
    String text =
        IntStream.range(0, 137)
            .mapToObj(i -> "" + (char) ('a' + i % 23))
            .collect(Collectors.joining());
    Set<String> pieces = SearchWords.words(text);
    assertThat(pieces).allMatch(piece -> piece.length() <= 40);
    for (int from = 0; from + 20 <= text.length(); from++) {
      String part = text.substring(from, from + 20);
      assertThat(pieces).anyMatch(piece -> piece.contains(part));
    }
  }

  @Test
  void lettersAreEachThreeInARow() {
    assertThat(SearchWords.letters("team")).containsExactly("eam", "tea");
    assertThat(SearchWords.letters("aaaaa")).containsExactly("aaa");
    assertThat(SearchWords.letters("𝒜𝒜𝒜b")).containsExactly("𝒜𝒜b", "𝒜𝒜𝒜");
  }

  private static DataSource empty(String kind) {
    if (kind.equals("H2")) {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
      return memory;
    }
    return TestDatabase.source();
  }

  private static FluentConfiguration migration(DataSource of) {
    return Flyway.configure()
        .dataSource(of)
        .locations("classpath:db/migration")
        .javaMigrations(new SearchWordsFill());
  }

  private void use(DataSource source) {
    database = new Database(source);
    words = new SearchWords(database);
  }

  /** A database that the tests share, without repositories. */
  private void open(String kind) {
    DataSource source =
        OPEN.computeIfAbsent(
            kind,
            unused -> {
              DataSource made = empty(kind);
              migration(made).load().migrate();
              use(made);
              namespace();
              return made;
            });
    use(source);
    database.execute("delete from repository");
    database.execute("delete from search_letters");
  }

  private void namespace() {
    database.execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values (?, 'Team', 'team', 'TEAM', current_timestamp, current_timestamp, 0)",
        TEAM);
  }

  private UUID repository(String name, String text) {
    UUID id = Ids.next();
    database.execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
            + " mirror_result, health_state, light, created_at, updated_at, version) values"
            + " (?, ?, 'Team', 'team', ?, ?, ?, 'PRIVATE', 'https://x/y', 'x', 'PLAIN', false,"
            + " 'IDLE', 'IDLE', 'UNKNOWN', 'NONE', current_timestamp, current_timestamp, 0)",
        id,
        TEAM,
        name,
        "team/" + name,
        text);
    return id;
  }

  private UUID kept(String name, String text) {
    UUID id = repository(name, text);
    words.keep(Map.of(id, text));
    return id;
  }

  private void assertFound(String text, UUID... ids) {
    SearchWords.Found found = words.find(text, 100);
    assertThat(found.all()).isTrue();
    assertThat(found.ids()).containsExactlyInAnyOrder(ids);
  }

  private long letters(String word) {
    return database
        .query(
            "select count(*) from search_letters where word = ?",
            List.of(word),
            row -> row.getLong(1))
        .get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void everyPartOfAWordLeadsToWhatHoldsIt(String kind) {
    open(kind);
    UUID pay = kept("pay", "team/pay-gateway https://git.example/pay-gateway.git");
    UUID way = kept("way", "team/runway https://git.example/runway.git");
    assertFound("gateway", pay);
    assertFound("atewa", pay);
    assertFound("way", pay, way);
    assertFound("unway https", way);
    assertFound("nowhere");
    assertFound("gatewayx");
    assertThat(words.find("wa", 100).all()).as("too short to be found by words").isFalse();
    assertThat(words.find("/ -", 100).all()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void ofSeveralWordsOneThatFewHaveIsEnough(String kind) {
    open(kind);
    for (int i = 0; i < 11; i++) {
      kept("a" + i, "team/common" + i);
    }
    UUID rare = kept("rare", "team/common-rare");
    assertThat(words.find("common-rare", 10))
        .isEqualTo(new SearchWords.Found(Set.of(rare), true, false, Optional.empty()));
    assertThat(words.find("common", 12).all()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void partOfOneWordTellsHowManyHoldIt(String kind) {
    open(kind);
    for (int i = 0; i < 12; i++) {
      kept("a" + i, "team/common-" + (i == 0 ? "" : "x") + "other uncommon");
    }
    assertThat(words.find("common", 10))
        .isEqualTo(new SearchWords.Found(Set.of(), false, false, Optional.empty()));
    assertThat(words.count("common", 30)).as("one that has two such words is one").hasValue(12);
    assertThat(words.count("team", 3)).as("one beyond the most").hasValue(4);
    assertThat(words.count("common", 3).orElse(4))
        .as("nothing is told if the rows read may be of few that have two such words")
        .isEqualTo(4);
    assertThat(words.count("common-other", 30)).as("words do not tell it").isEmpty();
    assertThat(words.count("common ", 30)).isEmpty();
    assertThat(words.count("/ -", 30)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void textThatMeansOneWordLeadsToItsRepositoriesByName(String kind) {
    open(kind);
    UUID b = kept("b", "team/b pay-gateway");
    UUID c = kept("c", "team/c pay-gateway payment");
    UUID a = kept("a", "team/a gateway");
    assertThat(only("atewa")).hasValue(new SearchWords.OnlyWord("gateway", true));
    assertThat(only("y-gateway"))
        .as("it may stand in another place")
        .hasValue(new SearchWords.OnlyWord("gateway", false));
    assertThat(only("-pay-")).hasValue(new SearchWords.OnlyWord("pay", false));
    assertThat(only("pay")).as("it may be payment").isEmpty();
    assertThat(only("pay-gate")).hasValue(new SearchWords.OnlyWord("gateway", false));
    assertThat(only("/ -")).isEmpty();
    assertThat(only("nowhere")).isEmpty();
    assertThat(words.countHaving("gateway", 10)).isEqualTo(3);
    assertThat(words.countHaving("gateway", 1)).isEqualTo(2);
    assertThat(words.first("gateway", 10, 0))
        .isEqualTo(new NamesBeside.First(List.of(a, b, c), Optional.of("team/a")));
    assertThat(words.first("gateway", 2, 2))
        .isEqualTo(new NamesBeside.First(List.of(a, b), Optional.of("team/c")));
    assertThat(words.first("gateway", 10, 3).behind()).isEmpty();
    database.execute("update repository set full_name_lower = 'team/z' where id = ?", a);
    words.keep(Map.of(a, "team/z gateway"));
    assertThat(words.first("gateway", 10, 2))
        .as("by the new name")
        .isEqualTo(new NamesBeside.First(List.of(b, c, a), Optional.of("team/z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void lettersThatWereWrittenTwiceLeadToOneWord(String kind) {
    open(kind);
    kept("a", "team/gateway");
    database.execute(
        "insert into search_letters (letters, word, added_at)"
            + " select letters, word, added_at from search_letters");
    assertThat(only("gate")).hasValue(new SearchWords.OnlyWord("gateway", true));
    kept("b", "team/gatehouse");
    assertThat(only("gate")).isEmpty();
  }

  private Optional<SearchWords.OnlyWord> only(String text) {
    return words.find(text, 0).only();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatSignsEncloseIsAWordAndNoPartOfOne(String kind) {
    open(kind);
    UUID whole = kept("whole", "team/pay-gate https://git.example/pay.git");
    UUID parts = kept("parts", "steam/paygate-runpay");
    assertFound("/pay-", whole);
    assertFound("pay-gate ", whole);
    assertFound("m/paygate-r", parts);
    assertFound("-gatew/");
    assertFound("pay", whole, parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void nothingThatHoldsATextIsMissed(String kind) {
    open(kind);
    Random random = new Random(7);
    Map<UUID, String> texts = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      StringBuilder text = new StringBuilder();
      int length = 20 + random.nextInt(120);
      while (text.length() < length) {
        // Long runs of few letters, so that words are parted and parts are alike.
        text.append(random.nextInt(40) == 0 ? '-' : (char) ('a' + random.nextInt(2)));
      }
      texts.put(kept("r" + i, text.toString()), text.toString());
    }
    List<String> all = List.copyOf(texts.values());
    for (int i = 0; i < 300; i++) {
      String from = all.get(random.nextInt(all.size()));
      int begin = random.nextInt(from.length() - 3);
      String part = from.substring(begin, begin + 3 + random.nextInt(from.length() - begin - 2));
      SearchWords.Found found = words.find(part, 1000);
      Set<UUID> holding = new HashSet<>(texts.keySet());
      holding.removeIf(id -> !texts.get(id).contains(part));
      if (found.all()) {
        assertThat(found.ids()).as(part).containsAll(holding);
      }
      if (found.hold()) {
        assertThat(found.ids()).as(part).isEqualTo(holding);
      }
      words
          .count(part, 1000)
          .ifPresent(count -> assertThat(count).as(part).isEqualTo(holding.size()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void newTextTakesThePlaceOfTheOldAndGoesWithItsRepository(String kind) {
    open(kind);
    UUID one = kept("one", "team/before-both");
    UUID other = kept("other", "team/before");
    words.keep(Map.of(one, "team/after-both"));
    assertFound("before", other);
    assertFound("after", one);
    assertFound("both", one);
    database.execute("delete from repository where id = ?", one);
    assertFound("both");
    assertFound("team", other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void wordIsTakenUpOnceHoweverManyHaveIt(String kind) {
    open(kind);
    kept("one", "team/shared");
    long before = letters("shared");
    kept("other", "team/shared more");
    assertThat(letters("shared")).isEqualTo(before).isEqualTo(4);
    assertThat(letters("more")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatNobodyHasIsForgottenOnlyWhenNobodyCanTakeItUpAnyMore(String kind) {
    open(kind);
    UUID gone = kept("gone", "team/gone");
    UUID stays = kept("stays", "team/stays");
    database.execute("delete from repository where id = ?", gone);
    assertThat(words.forget(Instant.now().plus(Duration.ofDays(59)))).isZero();
    assertThat(words.forget(Instant.now().plus(Duration.ofDays(61)))).isEqualTo(2);
    assertThat(letters("gone")).isZero();
    assertFound("stays", stays);

    database.execute(
        "update search_letters set added_at = ?", Instant.now().minus(Duration.ofDays(61)));
    UUID again = kept("again", "team/stays");
    assertThat(letters("stays")).as("too old to be relied on, so written anew").isEqualTo(6);
    assertFound("stays", stays, again);
    words.forget(Instant.now());
    assertThat(letters("stays")).isEqualTo(3);
    assertFound("stays", stays, again);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void migrationKeepsTheWordsOfWhatThereIs(String kind) {
    DataSource old = empty(kind);
    migration(old).target("202611251930").load().migrate();
    use(old);
    namespace();
    Set<UUID> all = new HashSet<>();
    IntStream.range(0, 601).forEach(i -> all.add(repository("r" + i, "team/elder" + i)));
    migration(old).load().migrate();
    assertThat(words.find("lde", 1000).ids()).isEqualTo(all);
    assertThat(words.find("elder600", 1000).ids()).hasSize(1);
    assertThat(words.first("team", 0, 0).behind()).as("a name beside each").hasValue("team/r0");
    assertThat(words.first("team", 0, 600).behind()).hasValue("team/r99");
  }
}
