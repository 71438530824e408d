package org.sluice.configsource.document;

import java.util.Locale;
import java.util.Optional;
import org.sluice.platform.Inside;

/**
 * What a file of configuration is written in. Of files of the same name the later format here wins
 * over the earlier.
 */
@Inside
public enum FileFormat {
  /** RFC 8259, one object. */
  JSON("json"),
  /** The same as {@link #YML}. */
  YAML("yaml"),
  /** YAML 1.1, perhaps of several documents. */
  YML("yml"),
  /** {@code java.util.Properties} in ISO 8859-1, perhaps of several documents. */
  PROPERTIES("properties");

  private final String extension;

  FileFormat(String extension) {
    this.extension = extension;
  }

  /** How names of such files end, without the dot. */
  public String extension() {
    return extension;
  }

  /** The format that a file's name tells; empty if it is none of these. */
  public static Optional<FileFormat> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (FileFormat format : values()) {
      if (lower.endsWith("." + format.extension)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
