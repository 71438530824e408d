package org.sluice.git.push;

import java.nio.file.Path;
import java.util.Objects;
import org.sluice.git.SyncLimits;
import org.sluice.git.remote.UpstreamAccess;

/**
 * One push that is asked for.
 *
 * @param folder the mirror's bare repository
 * @param url of the downstream, without credentials
 * @param access how the downstream lets it in
 * @param limits how much it may take; the first deadline holds where nothing is known to be there
 * @param known digest of what the downstream is known to have, as a {@link PushOutcome} told it; if
 *     the mirror's is the same, nobody is asked. Null if nothing is known
 */
public record PushRequest(
    Path folder, String url, UpstreamAccess access, SyncLimits limits, String known) {

  /** All parts but what is known are required. */
  public PushRequest {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(limits, "limits");
  }
}
