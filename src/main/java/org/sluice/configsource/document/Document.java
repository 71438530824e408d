package org.sluice.configsource.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sluice.platform.Inside;

/** Keys and their values in the order of the file, and what they say about its use. Immutable. */
@Inside
public final class Document {

  private final Map<String, Value> values;
  private final Directives directives;

  Document(Map<String, Value> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.directives = Directives.of(this.values);
  }

  /** Values by their keys, in the order of the file. */
  public Map<String, Value> values() {
    return values;
  }

  /** What the document says about when it holds and what belongs to it. */
  public Directives directives() {
    return directives;
  }
}
