package org.sluice.configsource.compare;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.sluice.configsource.answer.Question;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.serve.ConfigReading;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** Looks at what an application gets, for whoever may be served the same. */
@ApplicationScoped
public class ConfigComparison {

  private static final int LONGEST = 255;

  @Inject private ConfigReading reading;

  /**
   * What an application gets from a source.
   *
   * @param asked who asks, and of which source
   * @param label null for that of the source
   * @throws DomainException NOT_FOUND if there is no such source or label; INVALID; UNAVAILABLE if
   *     the source was never refreshed; TOO_LARGE
   */
  public EffectiveConfiguration effective(AskedSource asked, String label) {
    Question question = new Question(asked.application(), asked.profile(), label);
    SourceSnapshot source = reading.source(asked.caller(), asked.source(), question);
    return read(source, reading.commit(source, label), question);
  }

  /**
   * What differs for an application between two commits of a source.
   *
   * @param asked who asks, and of which source
   * @param from commit, branch or tag
   * @param to commit, branch or tag; null for what is served for the default label
   * @throws DomainException as for {@link #effective}; INVALID if a name leads to no commit
   */
  public ConfigDifference difference(AskedSource asked, String from, String to) {
    Question question = new Question(asked.application(), asked.profile(), null);
    SourceSnapshot source = reading.source(asked.caller(), asked.source(), question);
    String before = commit(source, "from", from);
    String after = commit(source, "to", to);
    return ConfigDifference.between(read(source, before, question), read(source, after, question));
  }

  private EffectiveConfiguration read(SourceSnapshot source, String commit, Question question) {
    return EffectiveConfiguration.of(reading.answer(source, commit, question));
  }

  private String commit(SourceSnapshot source, String field, String name) {
    if (name != null && name.length() > LONGEST) {
      throw DomainException.invalid(field, "is too long");
    }
    try {
      return reading.commit(source, name);
    } catch (DomainException refused) {
      throw refused.kind() == FailureKind.NOT_FOUND
          ? DomainException.invalid(field, "is no commit that a branch or tag leads to")
          : refused;
    }
  }

  /** Name of the source that answers clients for the application; empty if none does. */
  public Optional<String> answering(AskedSource asked) {
    try {
      Question question = new Question(asked.application(), asked.profile(), null);
      return Optional.of(reading.source(asked.caller(), question).source().name());
    } catch (DomainException refused) {
      if (refused.kind() == FailureKind.NOT_FOUND) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
