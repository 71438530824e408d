package org.sluice.configsource.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sluice.configsource.document.Directives;
import org.sluice.configsource.document.Document;

/**
 * A document in the tree of what was loaded, with what it imports below it; the top of the tree has
 * no document and imports the files of the search paths.
 *
 * <p>What a document imports wins over it, and what was imported once the profiles were known wins
 * over what was imported before.
 */
final class Contribution {

  private final String path;
  private final String name;
  private final Document document;
  private Directives directives;
  private boolean settled;

  /** Whether its file was loaded because of a profile in its name and is where it was loaded. */
  private boolean ofProfile;

  private List<Contribution> early;
  private List<Contribution> late;

  private Contribution(String path, String name, Document document, boolean ofProfile) {
    this.path = path;
    this.name = name;
    this.document = document;
    this.directives = document == null ? null : document.directives();
    this.ofProfile = ofProfile;
  }

  /** The top of a tree. */
  static Contribution top() {
    return new Contribution(null, null, null, false);
  }

  /**
   * A document, whose conditions are still to be settled if they hold placeholders.
   *
   * @param path of its file
   * @param name unlike that of any other document
   * @param ofProfile whether its file was loaded because of a profile in its name
   */
  static Contribution of(String path, String name, Document document, boolean ofProfile) {
    return new Contribution(path, name, document, ofProfile);
  }

  String path() {
    return path;
  }

  /** The folder of its file, with a slash at its end; empty for the root. */
  String folder() {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  String name() {
    return name;
  }

  Document document() {
    return document;
  }

  Directives directives() {
    return directives;
  }

  /** Says what its placeholders stand for; null if that is wrong, so that it never holds. */
  void settle(Directives resolved) {
    directives = resolved;
    settled = true;
  }

  boolean isTop() {
    return document == null;
  }

  /** Whether it holds as far as is known. */
  boolean isActive(Activation activation) {
    return isTop() || directives != null && (settled || !waits()) && activation.admits(directives);
  }

  private boolean waits() {
    return Stream.of(directives.onProfile(), directives.formerProfiles())
        .flatMap(List::stream)
        .anyMatch(expression -> expression.contains("${"));
  }

  /** Whether it imports something and was not asked for it at this stage. */
  boolean isWaiting(Activation activation) {
    return (isTop() || directives != null && !directives.imports().isEmpty())
        && (activation.knowsProfiles() ? late : early) == null;
  }

  /** Takes what it imports, that which wins first. */
  void take(Activation activation, List<Contribution> imported) {
    if (!activation.knowsProfiles()) {
      early = imported;
      return;
    }
    // Files of profiles among what the children import belong before all that has no profile.
    late = new ArrayList<>();
    for (Contribution child : below(early)) {
      child.early = child.early == null ? null : child.without(child.early, late);
      child.late = child.late == null ? null : child.without(child.late, late);
    }
    late.addAll(imported);
  }

  private List<Contribution> without(List<Contribution> children, List<Contribution> moved) {
    List<Contribution> left = new ArrayList<>();
    for (Contribution child : children) {
      (child.ofProfile ? moved : left).add(child);
      child.ofProfile = false;
    }
    return left;
  }

  private static List<Contribution> below(List<Contribution> children) {
    return children == null ? List.of() : children;
  }

  /** Goes through the tree from what wins to what loses. */
  void walk(Consumer<Contribution> visitor) {
    below(late).forEach(child -> child.walk(visitor));
    below(early).forEach(child -> child.walk(visitor));
    if (!isTop()) {
      visitor.accept(this);
    }
  }

  /** The first that holds and is still to be asked for its imports; null if there is none. */
  Contribution nextWaiting(Activation activation) {
    for (List<Contribution> children : List.of(below(late), below(early))) {
      for (Contribution child : children) {
        Contribution next = child.nextWaiting(activation);
        if (next != null) {
          return next;
        }
      }
    }
    return isWaiting(activation) && isActive(activation) ? this : null;
  }
}
