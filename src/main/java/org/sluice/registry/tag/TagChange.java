package org.sluice.registry.tag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;

/**
 * Tags that many repositories are given and tags that are taken from them.
 *
 * @param add tags that each has afterwards
 * @param remove tags that none has afterwards
 */
public record TagChange(Set<String> add, Set<String> remove) {

  /** What a tag must be. */
  public static final String RULE =
      "must be words of up to 50 letters, digits, spaces and . _ : / -";

  private static final int MOST = 20;

  /**
   * Checks what was asked.
   *
   * @param add null for none
   * @param remove null for none
   * @throws DomainException INVALID with every field that breaks a rule
   */
  public static TagChange of(Collection<String> add, Collection<String> remove) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> given = tags("add", add, errors);
    Set<String> taken = tags("remove", remove, errors);
    if (errors.isEmpty() && given.isEmpty() && taken.isEmpty()) {
      errors.add(new FieldError("add", "or remove must name a tag"));
    }
    if (given.stream().anyMatch(taken::contains)) {
      errors.add(new FieldError("remove", "names a tag that add names too"));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new TagChange(given, taken);
  }

  private static Set<String> tags(String field, Collection<String> given, List<FieldError> errors) {
    Set<String> tags = given == null ? Set.of() : new LinkedHashSet<>(given);
    if (tags.size() > MOST) {
      errors.add(new FieldError(field, "may be " + MOST + " at most"));
    } else if (!tags.stream().allMatch(TagChange::isTag)) {
      errors.add(new FieldError(field, RULE));
    }
    return tags;
  }

  /** Whether a text may be a tag. */
  public static boolean isTag(String text) {
    return text != null && text.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._:/-]{0,49}");
  }

  /** What a repository has afterwards that has these now. */
  Set<String> of(Set<String> now) {
    Set<String> then = new TreeSet<>(now);
    then.addAll(add);
    then.removeAll(remove);
    return then;
  }

  /** In words, such as {@code +java -legacy}. */
  public String words() {
    List<String> words = new ArrayList<>();
    add.forEach(tag -> words.add("+" + tag));
    remove.forEach(tag -> words.add("-" + tag));
    return String.join(" ", words);
  }
}
