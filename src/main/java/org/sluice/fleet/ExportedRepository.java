package org.sluice.fleet;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.mirror.MirrorView;
import org.sluice.registry.RepositoryRecord;

/**
 * A repository as an export has it and an import takes it.
 *
 * @param url the upstream
 * @param name its name
 * @param namespace name of its namespace
 * @param tags labels
 * @param interval ISO 8601 duration between two syncs; null for the installation's
 * @param mirror whether it is mirrored
 */
public record ExportedRepository(
    String url, String name, String namespace, Set<String> tags, String interval, boolean mirror) {

  /** Columns of a table of them. */
  static final List<String> COLUMNS =
      List.of("url", "name", "namespace", "tags", "interval", "mirror");

  static ExportedRepository of(RepositoryRecord record, MirrorView mirror) {
    boolean mirrored = record.mirrorEnabled();
    return new ExportedRepository(
        record.cloneUrl(),
        record.name(),
        record.owner(),
        record.tags(),
        mirrored ? mirror.settings().syncInterval() : null,
        mirrored);
  }

  /** Its cells, none of which a spreadsheet runs. */
  List<String> cells() {
    return Stream.of(
            url,
            name,
            namespace,
            String.join(";", tags),
            interval == null ? "" : interval,
            Boolean.toString(mirror))
        .map(SafeCell::guarded)
        .collect(Collectors.toList());
  }
}
