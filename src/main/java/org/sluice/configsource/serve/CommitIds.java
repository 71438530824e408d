package org.sluice.configsource.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.git.tree.MirrorLabels;

/**
 * Finds the commits that are asked for by their ids, and remembers what it found until the labels
 * of the mirror change: whether they lead to a commit may take a walk through its history.
 */
@ApplicationScoped
class CommitIds {

  private static final int MOST_IDS = 1_000;
  private static final int MOST_SOURCES = 1_000;

  private final Cache<UUID, Known> known =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST_SOURCES).build();

  /** What was found of one source; no longer of use, and gone, once its labels are others. */
  private record Known(MirrorLabels labels, Cache<String, Optional<String>> commits) {

    static Known of(MirrorLabels labels) {
      return new Known(
          labels, Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST_IDS).build());
    }
  }

  /**
   * The commit of an id that a label of the source leads to.
   *
   * @param id whole or shortened
   * @throws IOException if the mirror cannot be read
   */
  Optional<String> find(SourceSnapshot source, String id) throws IOException {
    try {
      // Rounds that change nothing keep the very same labels; to compare them takes its time.
      Known now =
          known
              .asMap()
              .compute(
                  source.source().id(),
                  (key, before) ->
                      before != null && before.labels() == source.labels()
                          ? before
                          : Known.of(source.labels()));
      return now.commits().get(id, key -> look(source, id));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static Optional<String> look(SourceSnapshot source, String id) {
    try {
      return source.labels().commit(source.folder(), id);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
