package org.sluice.configsource.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sluice.configsource.answer.ConfigFiles;
import org.sluice.configsource.document.ParsedFile;
import org.sluice.platform.settings.Settings;

/**
 * Keeps what was computed from commits, as long as there is room: files by their content, answers
 * by all that they depend on. Nothing in it can become wrong, so nothing is ever taken out but for
 * room. Whoever asks for what is just being computed waits for it.
 */
@ApplicationScoped
public class ConfigCache {

  private final Cache<ConfigFiles.Key, ParsedFile> files;
  private final Cache<AnswerKey, ServedAnswer> answers;

  /** Only for the container's proxy. */
  protected ConfigCache() {
    files = null;
    answers = null;
  }

  /** A half of {@code sluice.config.cache-size} for each. */
  @Inject
  public ConfigCache(Settings settings) {
    this(settings.configCacheSize());
  }

  ConfigCache(long bytes) {
    files =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(bytes / 2)
            .weigher(
                (ConfigFiles.Key key, ParsedFile file) ->
                    (int) Math.min(Integer.MAX_VALUE, 200 + file.weight()))
            .build();
    answers =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(bytes / 2)
            .weigher((AnswerKey key, ServedAnswer answer) -> 400 + answer.weight())
            .build();
  }

  ParsedFile file(ConfigFiles.Key key, Supplier<ParsedFile> reading) {
    return files.get(key, unread -> reading.get());
  }

  ServedAnswer answer(AnswerKey key, Function<AnswerKey, ServedAnswer> computing) {
    return answers.get(key, computing);
  }
}
