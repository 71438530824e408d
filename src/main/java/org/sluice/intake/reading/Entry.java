package org.sluice.intake.reading;

import java.util.List;
import org.sluice.intake.Fault;
import org.sluice.intake.Reason;
import org.sluice.platform.Inside;

/**
 * An entry of a list as it was written; blanks around values are gone, empty values are null.
 *
 * @param line number of the line of the file on which it begins, from 1
 * @param url what names the repository; null if nothing does
 * @param name name that the repository is to have; null if it names none
 * @param namespace namespace that it is to lie in; null if it names none
 * @param tags labels
 * @param interval time between two syncs; null if it names none
 * @param mirror whether it is to be mirrored; null if it does not say
 * @param fault what is wrong with its form; null if nothing is
 */
@Inside
public record Entry(
    int line,
    String url,
    String name,
    String namespace,
    List<String> tags,
    String interval,
    Boolean mirror,
    Fault fault) {

  /** Most characters of a name of anything. */
  private static final int MOST_NAME = 200;

  private static final int MOST_TAGS = 100;

  /** Copies the labels. */
  public Entry {
    tags = List.copyOf(tags);
  }

  /** An entry that names an address and nothing else. */
  static Entry of(int line, String url) {
    return new Entry(line, Value.of(url), null, null, List.of(), null, null, null);
  }

  /** An entry that is not formed as it should be; what was seen of its address is kept. */
  static Entry malformed(int line, String url, String detail) {
    Fault fault = new Fault(Reason.MALFORMED, detail);
    return new Entry(line, Value.of(url), null, null, List.of(), null, null, fault);
  }

  /** The same, or a malformed one if a value is longer than anything that could be meant. */
  Entry bounded() {
    boolean tooLong =
        length(name) > MOST_NAME
            || length(namespace) > MOST_NAME
            || length(interval) > MOST_NAME
            || tags.size() > MOST_TAGS
            || tags.stream().anyMatch(tag -> tag.length() > MOST_NAME);
    return fault == null && tooLong ? malformed(line, url, "holds a value that is too long") : this;
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }
}
