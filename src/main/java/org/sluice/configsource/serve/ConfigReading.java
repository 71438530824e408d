package org.sluice.configsource.serve;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.ConfigFiles;
import org.sluice.configsource.answer.PlainFiles;
import org.sluice.configsource.answer.Question;
import org.sluice.configsource.answer.SearchPaths;
import org.sluice.configsource.answer.ServedCommit;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.document.ParsedFile;
import org.sluice.configsource.form.EnvironmentJson;
import org.sluice.configsource.form.FlatForm;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.tree.CommitTree;
import org.sluice.git.tree.CommitTree.TreeFile;
import org.sluice.git.tree.MirrorLabels;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.platform.NameGlob;

/** Reads configuration: finds the source that answers, its commit, and what that says. */
@ApplicationScoped
public class ConfigReading {

  private static final Duration AGAIN = Duration.ofSeconds(5);

  @Inject private SourceBoard board;
  @Inject private ConfigCache cache;
  @Inject private CommitIds ids;

  /**
   * The source that answers an application: the first of those that the caller sees, and that his
   * token is for.
   *
   * @throws DomainException UNAUTHENTICATED if nobody has signed in; FORBIDDEN if the token is for
   *     something else altogether; NOT_FOUND if there is none
   */
  public SourceSnapshot source(Caller caller, Question question) {
    if (caller.userId() == null) {
      throw new DomainException(
          FailureKind.UNAUTHENTICATED,
          "sign-in-required",
          "Sign in with an API token, as Bearer or in the place of the password.");
    }
    if (!caller.scopes().contains(Scope.READ) && !caller.scopes().contains(Scope.CONFIG_READ)) {
      throw DomainException.forbidden(
          "This token may not read configuration: it needs the scope config:read.");
    }
    List<String> applications = question.applications();
    for (SourceSnapshot each : board.all()) {
      if (answersFor(each, applications)
          && each.isSeenBy(caller)
          && mayRead(caller, each, applications)) {
        return each;
      }
    }
    throw DomainException.notFound("configuration");
  }

  /**
   * A source by its name, for whoever may be served the applications from it; whether it is the one
   * that answers clients for them is another question.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees and his token is for
   */
  public SourceSnapshot source(Caller caller, String name, Question question) {
    return board
        .find(name)
        .filter(each -> each.isSeenBy(caller))
        .filter(each -> mayRead(caller, each, question.applications()))
        .orElseThrow(() -> DomainException.notFound("configuration source"));
  }

  /**
   * Refuses plain files to who is bound to applications: by its path, {@code bank.yml} is had as a
   * file of {@code shop}.
   *
   * @throws DomainException FORBIDDEN
   */
  public void requirePlainFiles(Caller caller) {
    if (!caller.mayReadPlainFiles()) {
      throw DomainException.forbidden(
          "This token is bound to applications, and plain files may be those of any.");
    }
  }

  private static boolean answersFor(SourceSnapshot source, List<String> applications) {
    for (String application : applications) {
      boolean fits = false;
      for (String glob : source.source().rules().applications()) {
        fits |= NameGlob.matches(glob, application);
      }
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayRead(Caller caller, SourceSnapshot source, List<String> applications) {
    for (String application : applications) {
      if (!caller.mayReadConfiguration(source.source().name(), application)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The commit that a label of a source stands for.
   *
   * @param label null for that of the source
   * @return 40 hex digits
   * @throws DomainException NOT_FOUND if there is no such label; UNAVAILABLE if the source was
   *     never refreshed
   */
  public String commit(SourceSnapshot source, String label) {
    if (source.source().state().commit() == null) {
      throw DomainException.retryLater(
          FailureKind.UNAVAILABLE,
          "not-refreshed-yet",
          "The configuration source " + source.source().name() + " was never refreshed yet.",
          AGAIN);
    }
    Optional<String> commit = source.named(label);
    if (commit.isEmpty() && label != null && MirrorLabels.isCommitId(label)) {
      try {
        commit = ids.find(source, label);
      } catch (IOException unreadable) {
        throw unreadable(unreadable);
      }
    }
    return commit.orElseThrow(() -> DomainException.notFound("label"));
  }

  /**
   * What a commit of a source says, every value with the file that it comes from.
   *
   * @param commit as {@link #commit} gave it
   */
  public ConfigAnswer answer(SourceSnapshot source, String commit, Question question) {
    return reading(
        source,
        commit,
        question,
        (tree, files, paths, served) -> ConfigAnswer.of(files, paths, question, served));
  }

  /**
   * What goes out to a client.
   *
   * @throws DomainException NOT_FOUND if it asks for a file that is not there; TOO_LARGE
   */
  ServedAnswer served(SourceSnapshot source, AnswerKey key) {
    return cache.answer(key, unknown -> compute(source, key));
  }

  private ServedAnswer compute(SourceSnapshot source, AnswerKey key) {
    Question question = key.question();
    if (key.path() != null) {
      return reading(
          source,
          key.commit(),
          question,
          (tree, files, paths, served) -> file(tree, files, paths, served, key));
    }
    ConfigAnswer answer = answer(source, key.commit(), question);
    List<String> unread = unread(answer);
    return switch (key.form()) {
      case DOCUMENTS ->
          new ServedAnswer(EnvironmentJson.of(answer, false), "application/json", unread);
      case ORIGINS ->
          new ServedAnswer(EnvironmentJson.of(answer, true), EnvironmentJson.WITH_ORIGINS, unread);
      case PROPERTIES -> flat(FlatForm.PROPERTIES, answer, key, unread);
      case YAML -> flat(FlatForm.YAML, answer, key, unread);
      default -> flat(FlatForm.JSON, answer, key, unread);
    };
  }

  private static ServedAnswer flat(
      FlatForm form, ConfigAnswer answer, AnswerKey key, List<String> unread) {
    return text(form.write(answer, key.resolve()), form.mediaType(), unread);
  }

  private static ServedAnswer text(String text, String mediaType, List<String> unread) {
    return new ServedAnswer(
        text.getBytes(StandardCharsets.UTF_8), mediaType + ";charset=UTF-8", unread);
  }

  private static List<String> unread(ConfigAnswer answer) {
    return answer.unread().stream().map(each -> each.path() + " " + each.reason()).toList();
  }

  private static ServedAnswer file(
      CommitTree tree, ConfigFiles files, SearchPaths paths, ServedCommit served, AnswerKey key)
      throws IOException {
    TreeFile file =
        PlainFiles.find(files, paths, key.question(), served, key.path())
            .orElseThrow(() -> DomainException.notFound("file"));
    byte[] bytes = tree.read(file, ParsedFile.MOST_BYTES);
    if (key.form() == AnswerKey.Form.BYTES) {
      return new ServedAnswer(bytes, "application/octet-stream", List.of());
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!key.resolve()) {
      return text(text, "text/plain", List.of());
    }
    ConfigAnswer answer = ConfigAnswer.of(files, paths, key.question(), served);
    return text(FlatForm.inText(answer, text), "text/plain", unread(answer));
  }

  /** The label by whose name an answer goes. */
  static String label(SourceSnapshot source, Question question) {
    String label = question.label() == null ? source.defaultLabel() : question.label();
    return label == null ? "" : label;
  }

  /**
   * Reads something of a commit.
   *
   * @param <T> what it gives
   */
  private interface Reading<T> {
    T of(CommitTree tree, ConfigFiles files, SearchPaths paths, ServedCommit served)
        throws IOException;
  }

  private <T> T reading(
      SourceSnapshot source, String commit, Question question, Reading<T> reading) {
    ServedCommit served = new ServedCommit(source.source().name(), label(source, question), commit);
    try (CommitTree tree = CommitTree.open(source.folder(), commit)) {
      return reading.of(
          tree,
          new ConfigFiles(tree, cache::file),
          SearchPaths.of(source.source().rules().searchPaths()),
          served);
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private static UncheckedIOException unreadable(IOException failed) {
    return new UncheckedIOException(failed);
  }
}
