package org.sluice.configsource.compare;

import java.util.Base64;
import org.sluice.configsource.answer.PropertySource;
import org.sluice.configsource.document.Value;

/**
 * A value and where it stands.
 *
 * @param text the value, bytes in Base64; perhaps a secret
 * @param file path from the root of the commit
 * @param line in the file, from 1; 0 if that is not known
 * @param document name of the property source, as clients see it
 */
public record FoundValue(String text, String file, int line, String document) {

  /** Most characters of a value that is shown. */
  public static final int LONGEST = 2_000;

  static FoundValue of(PropertySource source, Value value) {
    String text =
        value.value() instanceof byte[] bytes
            ? Base64.getEncoder().encodeToString(bytes)
            : String.valueOf(value.value());
    return new FoundValue(text, source.path(), value.line(), source.name());
  }

  /** The same with no more of the value than is shown; an ellipsis stands for the rest. */
  public FoundValue shortened() {
    return text.length() <= LONGEST
        ? this
        : new FoundValue(text.substring(0, LONGEST) + "…", file, line, document);
  }

  /** Where it stands, as {@code shop.yml:3}. */
  public String place() {
    return line == 0 ? file : file + ":" + line;
  }

  /** Where it stands; not what it is. */
  @Override
  public String toString() {
    return place();
  }
}
