package org.sluice.configsource.answer;

import java.io.IOException;
import java.util.List;
import org.sluice.configsource.document.Value;

/**
 * What a commit answers to a question. Immutable, and the same for the same commit and question.
 *
 * @param question that was asked
 * @param commit that answers
 * @param propertySources documents that hold, those that win first; none if no file fits
 * @param unread what is missing in the answer because it cannot be read
 */
public record ConfigAnswer(
    Question question,
    ServedCommit commit,
    List<PropertySource> propertySources,
    List<UnreadFile> unread) {

  /** Keeps copies of the lists. */
  public ConfigAnswer {
    propertySources = List.copyOf(propertySources);
    unread = List.copyOf(unread);
  }

  /**
   * Answers a question.
   *
   * @param files of the commit
   * @throws org.sluice.failure.DomainException TOO_LARGE if what fits is more than is served
   * @throws IOException if the object database cannot be read
   */
  public static ConfigAnswer of(
      ConfigFiles files, SearchPaths paths, Question question, ServedCommit commit)
      throws IOException {
    return new Assembly(files, paths, question, commit).answer();
  }

  /** The value of a key in the first document that has it; null if none does. */
  public Object value(String key) {
    for (PropertySource source : propertySources) {
      Value value = source.values().get(key);
      if (value != null) {
        return value.value();
      }
    }
    return null;
  }
}
