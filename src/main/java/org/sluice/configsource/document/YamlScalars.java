package org.sluice.configsource.document;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Makes plain values of YAML's scalars, by the rules of YAML 1.1 and of no class. */
final class YamlScalars extends SafeConstructor {

  YamlScalars(LoaderOptions options) {
    super(options);
  }

  /** Text, truth, number, bytes or null. */
  Object of(ScalarNode node) throws Unreadable {
    Object value;
    try {
      value = getConstructor(node).construct(node);
    } catch (RuntimeException broken) {
      // Numbers that are none are told in many ways, and each of them cites the value.
      throw Unreadable.at(
          node.getStartMark().getLine() + 1, "has a value that does not fit its tag");
    }
    boolean plain =
        value == null
            || value instanceof String
            || value instanceof Boolean
            || value instanceof Number
            || value instanceof byte[];
    if (!plain) {
      throw Unreadable.at(node.getStartMark().getLine() + 1, "has a tag that is not read");
    }
    return value;
  }
}
