package org.sluice.registry.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.registry.NamesBeside;

/**
 * Finds repositories by a part of their text without reading the text of all.
 *
 * <p>What is searched is parted into words, and each word into every three characters in a row. The
 * three lead to the words, of which a fleet has far fewer than it has texts, and the words to the
 * repositories. Whatever holds the text that is searched for is among those; whoever asks compares
 * the texts of these few.
 */
@Inside
@ApplicationScoped
public class SearchWords {

  /** Characters of which words are known; a shorter part of a text is not found by words. */
  static final int LETTERS = 3;

  /** Characters of a word; a longer one is parted into pieces that overlap by half. */
  private static final int LONGEST = 40;

  private static final int OVERLAP = LONGEST / 2;

  /**
   * Rows of letters that are read to see whether they lead to one word; each may have been written
   * more than once. Whoever reads so many knows nothing, since another word may come next.
   */
  private static final int WORDS = 4;

  /** Values of one statement. */
  private static final int BATCH = 500;

  /** How long the letters of a word count as known, and when they may go if nobody has the word. */
  private static final Duration KNOWN = Duration.ofDays(30);

  private static final Duration KEPT = Duration.ofDays(60);

  private static final NamesBeside NAMES = new NamesBeside("repository_word", "word");

  @Inject private Database database;

  /** For the container. */
  public SearchWords() {
    // The database is injected.
  }

  /** Words of a database outside a container. */
  public SearchWords(Database database) {
    this.database = database;
  }

  /** The words of a text in the form in which it is searched. */
  static Set<String> words(String text) {
    Set<String> words = new TreeSet<>();
    for (int[] run : runs(text)) {
      int from = 0;
      while (run.length - from > LONGEST) {
        words.add(new String(run, from, LONGEST));
        from += OVERLAP;
      }
      words.add(new String(run, from, run.length - from));
    }
    return words;
  }

  /** Each three characters in a row of a word. */
  static Set<String> letters(String word) {
    int[] points = word.codePoints().toArray();
    Set<String> letters = new TreeSet<>();
    for (int from = 0; from + LETTERS <= points.length; from++) {
      letters.add(new String(points, from, LETTERS));
    }
    return letters;
  }

  /** What stands between signs and blanks, as far as it is long enough. */
  private static List<int[]> runs(String text) {
    return parts(text).stream().map(Part::letters).toList();
  }

  private static List<Part> parts(String text) {
    int[] points = text.codePoints().toArray();
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= points.length; at++) {
      if (at == points.length || !Character.isLetterOrDigit(points[at])) {
        if (at - from >= LETTERS) {
          parts.add(new Part(Arrays.copyOfRange(points, from, at), from > 0, at < points.length));
        }
        from = at + 1;
      }
    }
    return parts;
  }

  /**
   * Letters and digits in a row.
   *
   * @param begins whether a sign stands before them, so that a word begins with them
   * @param ends whether a sign stands behind them, so that a word ends with them
   */
  private record Part(int[] letters, boolean begins, boolean ends) {

    /** Whether it is a word, of which all letters are known. */
    boolean whole() {
      return begins && ends && letters.length <= LONGEST;
    }

    /** As much of it as lies within one piece of a long word. */
    String piece() {
      int length = Math.min(letters.length, OVERLAP);
      return new String(letters, begins ? 0 : letters.length - length, length);
    }

    /** The word, if it is whole. */
    String word() {
      return new String(letters, 0, letters.length);
    }

    String firstLetters() {
      String piece = piece();
      return piece.substring(0, piece.offsetByCodePoints(0, LETTERS));
    }

    String pattern() {
      return begins ? piece() + "%" : ends ? "%" + piece() : "%" + piece() + "%";
    }
  }

  /**
   * Repositories that may hold a text.
   *
   * @param ids some of them
   * @param all whether no other holds it
   * @param hold whether each of them is sure to hold it
   * @param only a word that everything has that holds it, if not all were found; empty if no part
   *     of the text is known to mean but one
   */
  public record Found(Set<UUID> ids, boolean all, boolean hold, Optional<OnlyWord> only) {}

  /**
   * The one word that a part of a text means.
   *
   * @param word as it is kept
   * @param holds whether whatever has it holds the text
   */
  public record OnlyWord(String word, boolean holds) {}

  /**
   * Finds the repositories that may hold a text.
   *
   * @param text in the form in which it is searched
   * @param most ids up to which all are found
   */
  public Found find(String text, int most) {
    // What a whole word or a long part leads to is likely to be the least.
    List<Part> parts =
        parts(text).stream()
            .sorted(
                Comparator.comparing(Part::whole)
                    .thenComparing(part -> part.letters().length)
                    .reversed())
            .toList();
    Optional<OnlyWord> only = Optional.empty();
    for (Part part : parts) {
      Meaning meaning = Meaning.of(part);
      List<UUID> ids = new ArrayList<>();
      List<String> meant = new ArrayList<>();
      database.query(
          meaning.repositoriesAndWords(most),
          meaning.twice(),
          row -> {
            String word = row.getString(2);
            return word == null ? ids.add(row.getObject(1, UUID.class)) : meant.add(word);
          });
      if (ids.size() <= most) {
        return new Found(new HashSet<>(ids), true, part.piece().equals(text), Optional.empty());
      }
      if (only.isEmpty() && meant.size() < WORDS && Set.copyOf(meant).size() == 1) {
        only = Optional.of(new OnlyWord(meant.get(0), part.piece().equals(text)));
      }
    }
    return new Found(Set.of(), false, false, only);
  }

  /**
   * Counts the repositories that hold a text, if it is but one part of a word.
   *
   * @param most number up to which they are counted
   * @return their number, or some number beyond the most; empty if words do not tell it
   */
  public OptionalLong count(String text, int most) {
    List<Part> parts = parts(text);
    if (parts.size() != 1 || !parts.get(0).piece().equals(text)) {
      return OptionalLong.empty();
    }
    Meaning meaning = Meaning.of(parts.get(0));
    return database
        .query(
            "select count(*), count(distinct id) from (select w.repository_id as id"
                + meaning.from()
                + first(room(most))
                + ") found",
            meaning.values(),
            row -> {
              long distinct = row.getLong(2);
              return row.getLong(1) < room(most) || distinct > most
                  ? OptionalLong.of(distinct)
                  : OptionalLong.empty();
            })
        .get(0);
  }

  /** Number of the repositories that have a word, counted up to one more than the most. */
  public long countHaving(String word, int most) {
    return NAMES.count(database, word, most);
  }

  /**
   * The first of the repositories that have a word.
   *
   * @param most ids to read
   * @param over names to pass over
   */
  public NamesBeside.First first(String word, int most, int over) {
    return NAMES.first(database, word, most, over);
  }

  /** Some more, since one repository may have several words that hold a part. */
  private static int room(int most) {
    return most + most / 10 + 1;
  }

  private static String first(int rows) {
    return " fetch first " + rows + " rows only";
  }

  /**
   * The words that a part of a text may mean, and the repositories that have them.
   *
   * @param from where these repositories are
   * @param words reads the words, some perhaps twice
   * @param values of the parameters of either
   */
  private record Meaning(String from, String words, List<Object> values) {

    static Meaning of(Part part) {
      if (part.whole()) {
        return new Meaning(
            " from repository_word w where w.word = ?", "cast(? as varchar)", List.of(part.word()));
      }
      String where = " where l.letters = ? and l.word like ?";
      return new Meaning(
          " from search_letters l join repository_word w on w.word = l.word" + where,
          "l.word from search_letters l" + where,
          List.of(part.firstLetters(), part.pattern()));
    }

    /** Rows that have a repository, and a few that have a word. */
    String repositoriesAndWords(int most) {
      return "(select w.repository_id, cast(null as varchar) as word"
          + from
          + first(room(most))
          + ") union all (select cast(null as uuid), "
          + words
          + first(WORDS)
          + ")";
    }

    List<Object> twice() {
      List<Object> all = new ArrayList<>(values);
      all.addAll(values);
      return all;
    }
  }

  /**
   * Keeps the words of repositories and beside each the name that its repository has, in the
   * caller's transaction, in place of those they had.
   *
   * @param texts by the ids of repositories, whose rows are written already
   */
  public void keep(Map<UUID, String> texts) {
    if (!texts.isEmpty()) {
      database.run(
          connection -> {
            keep(connection, texts);
            return null;
          });
    }
  }

  /** The same on a connection. */
  public static void keep(Connection connection, Map<UUID, String> texts) throws SQLException {
    Statements.batch(
        connection,
        "delete from repository_word where repository_id = ?",
        texts.keySet(),
        id -> new Object[] {id});
    Map<UUID, String> names = names(connection, texts.keySet());
    insert(
        connection,
        "insert into repository_word (word, repository_id, full_name_lower) values (?, ?, ?)",
        taken(connection, texts, Instant.now()).stream()
            .map(use -> new Object[] {use[0], use[1], names.get(use[1])})
            .toList());
  }

  /** Adds the words of repositories that have none yet, to a table that knows no names. */
  static void addUnnamed(Connection connection, Map<UUID, String> texts) throws SQLException {
    insert(
        connection,
        "insert into repository_word (word, repository_id) values (?, ?)",
        taken(connection, texts, Instant.now()));
  }

  private static Map<UUID, String> names(Connection connection, Collection<UUID> ids)
      throws SQLException {
    Map<UUID, String> names = new HashMap<>();
    List<UUID> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += BATCH) {
      List<UUID> some = all.subList(from, Math.min(all.size(), from + BATCH));
      Statements.read(
          connection,
          "select id, full_name_lower from repository where id in " + Statements.marks(some.size()),
          some,
          row -> names.put(row.getObject(1, UUID.class), row.getString(2)));
    }
    return names;
  }

  /**
   * Takes up the words of texts: writes the letters of those that nobody had.
   *
   * @return each word with each repository that has it
   */
  private static List<Object[]> taken(Connection connection, Map<UUID, String> texts, Instant now)
      throws SQLException {
    List<Object[]> uses = new ArrayList<>();
    Set<String> used = new LinkedHashSet<>();
    texts.forEach(
        (id, text) ->
            words(text)
                .forEach(
                    word -> {
                      used.add(word);
                      uses.add(new Object[] {word, id});
                    }));
    used.removeAll(known(connection, used, now.minus(KNOWN)));
    List<Object[]> letters = new ArrayList<>();
    for (String word : used) {
      letters(word).forEach(each -> letters.add(new Object[] {each, word, now}));
    }
    insert(
        connection,
        "insert into search_letters (letters, word, added_at) values (?, ?, ?)",
        letters);
    return uses;
  }

  private static void insert(Connection connection, String sql, List<Object[]> rows)
      throws SQLException {
    for (int from = 0; from < rows.size(); from += BATCH) {
      Statements.batch(
          connection, sql, rows.subList(from, Math.min(rows.size(), from + BATCH)), row -> row);
    }
  }

  private static Set<String> known(Connection connection, Collection<String> words, Instant since)
      throws SQLException {
    Set<String> known = new HashSet<>();
    List<String> all = List.copyOf(words);
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Object> values = new ArrayList<>(all.subList(from, Math.min(all.size(), from + BATCH)));
      String marks = Statements.marks(values.size());
      values.add(since);
      known.addAll(
          Statements.read(
              connection,
              "select distinct word from search_letters where word in "
                  + marks
                  + " and added_at > ?",
              values,
              row -> row.getString(1)));
    }
    return known;
  }

  /**
   * Forgets the letters of words that no repository has any more, and those that were written anew.
   *
   * <p>Nobody waits for it, and it forgets no word that somebody is just taking up: who finds
   * letters so old that they might go writes them anew.
   *
   * @return number of rows
   */
  int forget(Instant now) {
    return database.execute(
        "delete from search_letters where added_at < ? and (not exists"
            + " (select 1 from repository_word w where w.word = search_letters.word) or exists"
            + " (select 1 from search_letters newer where newer.letters = search_letters.letters"
            + " and newer.word = search_letters.word and newer.added_at > ?))",
        now.minus(KEPT),
        now.minus(KNOWN));
  }
}
