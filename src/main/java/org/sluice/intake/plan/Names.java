package org.sluice.intake.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sluice.identity.Name;
import org.sluice.intake.address.Address;

/** Makes names of addresses. */
final class Names {

  private Names() {}

  /** Names that a repository may be given after its address, the best first; perhaps none. */
  static List<String> of(Address address) {
    String name = valid(address.name());
    if (name == null) {
      return List.of();
    }
    String longer = address.owner() == null ? null : valid(address.owner() + "-" + name);
    return Stream.of(name, longer).filter(each -> each != null).distinct().toList();
  }

  /** The text as near as a valid name can be; null if nothing of it is left. */
  static String valid(String text) {
    String name =
        text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("\\.{2,}", ".").replaceAll("^\\.+", "");
    if (name.length() > Name.MAX_LENGTH) {
      name = name.substring(0, Name.MAX_LENGTH);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    while (lower.endsWith(".git") || lower.endsWith(".lock")) {
      name = name.substring(0, name.lastIndexOf('.'));
      lower = name.toLowerCase(Locale.ROOT);
    }
    return Name.problem(name).isPresent() ? null : name;
  }
}
