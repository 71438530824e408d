package org.sluice.git;

import java.nio.file.Path;
import java.util.Objects;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;

/**
 * One sync that is asked for.
 *
 * @param folder the mirror's bare repository; made if it is not there
 * @param url clone URL of the upstream, without credentials
 * @param access how the upstream lets it in
 * @param rules which refs are taken
 * @param limits how much it may take
 */
public record SyncRequest(
    Path folder, String url, UpstreamAccess access, RefRules rules, SyncLimits limits) {

  /** All parts are required. */
  public SyncRequest {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(limits, "limits");
  }

  /** The same within other limits. */
  public SyncRequest within(SyncLimits other) {
    return new SyncRequest(folder, url, access, rules, other);
  }
}
