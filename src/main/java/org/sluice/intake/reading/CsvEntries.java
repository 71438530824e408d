package org.sluice.intake.reading;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.sluice.failure.DomainException;
import org.sluice.fleet.SafeCell;

/**
 * Entries of a table (RFC 4180): with a header that names a column {@code url}, or with addresses
 * in its first column. A row whose first cell begins with {@code #} is a comment.
 */
final class CsvEntries extends Entries {

  private static final List<Character> DELIMITERS = List.of(',', ';', '\t');
  private static final Set<String> COLUMNS =
      Set.of("url", "name", "namespace", "tags", "interval", "mirror");

  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final boolean headed;

  /** Columns in lower case; null until the first row that is none of them was seen. */
  private List<String> columns;

  private int line;

  CsvEntries(String text) {
    String first =
        text.lines()
            .map(String::strip)
            .filter(each -> !each.isEmpty() && !each.startsWith("#"))
            .findFirst()
            .orElse("");
    Optional<Character> delimiter = delimiterOfHeader(first);
    headed = delimiter.isPresent();
    try {
      parser =
          CSVFormat.RFC4180
              .builder()
              .setDelimiter(delimiter.orElse(','))
              .setIgnoreEmptyLines(false)
              .setIgnoreSurroundingSpaces(true)
              // What follows a quoted cell spoils its own row, not the list.
              .setTrailingData(true)
              .get()
              .parse(new StringReader(text));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    records = parser.iterator();
  }

  /** What parts the cells of a header; empty if the line is none. */
  static Optional<Character> delimiterOfHeader(String line) {
    if (line.length() > 4000) {
      return Optional.empty();
    }
    return DELIMITERS.stream()
        .filter(
            each ->
                Stream.of(line.split(String.valueOf(each)))
                    .map(cell -> cell.replace("\"", "").strip())
                    .anyMatch("url"::equalsIgnoreCase))
        .findFirst();
  }

  @Override
  Entry advance() {
    for (CSVRecord record = record(); record != null; record = record()) {
      boolean blank = record.stream().allMatch(String::isBlank);
      if (blank || record.get(0).startsWith("#")) {
        continue;
      }
      if (columns != null) {
        return entry(record);
      }
      if (headed) {
        columns = header(record);
      } else {
        columns = List.of("url");
        return entry(record);
      }
    }
    return null;
  }

  /** The next record; afterwards {@link #line} is where it begins. */
  private CSVRecord record() {
    line = (int) parser.getCurrentLineNumber() + 1;
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException | IllegalStateException broken) {
      throw unreadable(line, "opens a quote that is never closed");
    }
  }

  private List<String> header(CSVRecord record) {
    List<String> found = new ArrayList<>();
    for (String cell : record) {
      String column = cell.strip().toLowerCase(Locale.ROOT);
      if (COLUMNS.contains(column) && found.contains(column)) {
        throw DomainException.invalid("file", "line " + line + " names a column twice");
      }
      if (!COLUMNS.contains(column) && !column.isEmpty()) {
        passOver(cell.strip());
      }
      found.add(column);
    }
    return found;
  }

  private Entry entry(CSVRecord record) {
    String url = null;
    String name = null;
    String namespace = null;
    String tags = null;
    String interval = null;
    String mirror = null;
    for (int i = 0; i < record.size(); i++) {
      String cell = Value.of(SafeCell.plain(record.get(i)));
      if (i >= columns.size()) {
        if (cell != null && headed) {
          return Entry.malformed(line, url, "has more cells than there are columns");
        }
        if (cell != null) {
          passOver("column " + (i + 1));
        }
        continue;
      }
      switch (columns.get(i)) {
        case "url" -> url = cell;
        case "name" -> name = cell;
        case "namespace" -> namespace = cell;
        case "tags" -> tags = cell;
        case "interval" -> interval = cell;
        case "mirror" -> mirror = cell;
        default -> {
          // Named as passed over when the header was read.
        }
      }
    }
    Optional<Boolean> mirrored = mirror == null ? Optional.empty() : Value.truth(mirror);
    if (mirror != null && mirrored.isEmpty()) {
      return Entry.malformed(line, url, "must say true or false of mirror");
    }
    return new Entry(
        line, url, name, namespace, Value.tags(tags), interval, mirrored.orElse(null), null);
  }
}
