package org.sluice.intake.reading;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * A list as text, and what it is written in: UTF-8, with or without a byte order mark, or UTF-16
 * with one.
 */
public final class ListText {

  /** Most bytes of a list. */
  public static final int MOST_BYTES = 10 << 20;

  /** Most entries of a list. */
  public static final int MOST_ENTRIES = Entries.MOST;

  /** Characters in which the format shows. */
  private static final int HEAD = 64 << 10;

  private static final Pattern BOOKMARKS =
      Pattern.compile("<!DOCTYPE\\s+NETSCAPE-Bookmark-file-1", Pattern.CASE_INSENSITIVE);
  private static final Pattern OPML = Pattern.compile("<opml[\\s>/]");

  private final String text;
  private final ListFormat format;

  private ListText(String text, ListFormat format) {
    this.text = text;
    this.format = format;
  }

  /**
   * Takes bytes for a list.
   *
   * @param mediaType what the sender says it is, without parameters; null if he does not
   * @throws DomainException TOO_LARGE, or INVALID if it is no text or there is nothing in it
   */
  public static ListText of(byte[] bytes, String mediaType) {
    if (bytes.length > MOST_BYTES) {
      throw tooLarge();
    }
    String text = decoded(bytes);
    if (text.isBlank()) {
      throw DomainException.invalid("file", "holds nothing");
    }
    return new ListText(text, formatOf(text, mediaType));
  }

  /** The refusal of a list that has too many bytes. */
  public static DomainException tooLarge() {
    return new DomainException(
        FailureKind.TOO_LARGE, "body-too-large", "A list may have " + MOST_BYTES + " bytes.");
  }

  /** What it is written in. */
  public ListFormat format() {
    return format;
  }

  /** Its entries, from the first. */
  public Entries entries() {
    return switch (format) {
      case CSV -> new CsvEntries(text);
      case JSON -> new JsonEntries(text);
      case OPML -> new OpmlEntries(text);
      case BOOKMARKS -> new BookmarkEntries(text);
      case TEXT -> new TextEntries(text);
    };
  }

  private static String decoded(byte[] bytes) {
    Charset charset = StandardCharsets.UTF_8;
    int mark = 0;
    if (begins(bytes, 0xEF, 0xBB, 0xBF)) {
      mark = 3;
    } else if (begins(bytes, 0xFE, 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    } else if (begins(bytes, 0xFF, 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    }
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(bytes.length - mark + 1);
    CoderResult result =
        decoder.decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark), out, true);
    out.flip();
    if (result.isError()) {
      throw DomainException.invalid(
          "file", "is not text in " + charset.name() + ": see line " + lineAt(out, out.length()));
    }
    for (int i = 0; i < out.length(); i++) {
      char each = out.charAt(i);
      if (each < ' ' && each != '\t' && each != '\n' && each != '\r' && each != '\f') {
        throw DomainException.invalid(
            "file", "is not text: line " + lineAt(out, i) + " holds a control character");
      }
    }
    return out.toString();
  }

  private static boolean begins(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lineAt(CharSequence text, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      char each = text.charAt(i);
      if (each == '\n' || each == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
        line++;
      }
    }
    return line;
  }

  private static ListFormat formatOf(String text, String mediaType) {
    String head = text.substring(0, Math.min(HEAD, text.length())).strip();
    char first = head.isEmpty() ? ' ' : head.charAt(0);
    if (first == '[' || first == '{') {
      return ListFormat.JSON;
    }
    if (first == '<') {
      boolean marked = BOOKMARKS.matcher(head).find();
      boolean outlines = OPML.matcher(head).find() || head.startsWith("<?xml");
      return outlines && !marked ? ListFormat.OPML : ListFormat.BOOKMARKS;
    }
    String line = firstLine(head);
    if (CsvEntries.delimiterOfHeader(line).isPresent() || line.startsWith("\"")) {
      return ListFormat.CSV;
    }
    String said = Optional.ofNullable(mediaType).orElse("").toLowerCase(Locale.ROOT);
    boolean cells = line.indexOf(',') >= 0 && !said.equals("text/plain");
    return cells || said.equals("text/csv") ? ListFormat.CSV : ListFormat.TEXT;
  }

  /** The first line that is neither empty nor a comment. */
  private static String firstLine(String head) {
    return head.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .orElse("");
  }
}
