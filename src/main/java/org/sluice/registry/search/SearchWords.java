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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

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

  /** Values of one statement. */
  private static final int BATCH = 500;

  /** How long the letters of a word count as known, and when they may go if nobody has the word. */
  private static final Duration KNOWN = Duration.ofDays(30);

  private static final Duration KEPT = Duration.ofDays(60);

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
   */
  public record Found(Set<UUID> ids, boolean all, boolean hold) {}

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
    for (Part part : parts) {
      Meaning meaning = Meaning.of(part);
      List<UUID> found =
          database.query(
              "select w.repository_id" + meaning.rows(most),
              meaning.values(),
              row -> row.getObject(1, UUID.class));
      if (found.size() <= most) {
        return new Found(new HashSet<>(found), true, part.piece().equals(text));
      }
    }
    return new Found(Set.of(), false, false);
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
                + meaning.rows(most)
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

  /** Some more, since one repository may have several words that hold a part. */
  private static int room(int most) {
    return most + most / 10 + 1;
  }

  /** The repositories whose words a part of a text may mean. */
  private record Meaning(String from, List<Object> values) {

    static Meaning of(Part part) {
      if (part.whole()) {
        return new Meaning(
            " from repository_word w where w.word = ?",
            List.of(new String(part.letters(), 0, part.letters().length)));
      }
      String letters = part.piece();
      return new Meaning(
          " from search_letters l join repository_word w on w.word = l.word"
              + " where l.letters = ? and l.word like ?",
          List.of(letters.substring(0, letters.offsetByCodePoints(0, LETTERS)), part.pattern()));
    }

    String rows(int most) {
      return from + " fetch first " + room(most) + " rows only";
    }
  }

  /** Keeps the words of repositories, in the caller's transaction, in place of those they had. */
  public void keep(Map<UUID, String> texts) {
    if (!texts.isEmpty()) {
      database.run(
          connection -> {
            Statements.batch(
                connection,
                "delete from repository_word where repository_id = ?",
                texts.keySet(),
                id -> new Object[] {id});
            add(connection, texts, Instant.now());
            return null;
          });
    }
  }

  /** Adds the words of repositories that have none yet. */
  static void add(Connection connection, Map<UUID, String> texts, Instant now) throws SQLException {
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
    insert(connection, "insert into repository_word (word, repository_id) values (?, ?)", uses);
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
