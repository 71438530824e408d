package org.sluice.job.watch;

import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;

/** Says who sees a job; apart from {@link JobLookup}, since a bean has no static doors. */
public final class JobRights {

  private JobRights() {}

  /**
   * Whether a caller sees a job: its requester does, whoever sees all of its namespaces does, and
   * who sees everything does; a token limited to namespaces sees nothing beyond them.
   */
  public static boolean sees(Caller caller, UUID requestedById, Set<UUID> namespaces) {
    if (caller.seesEverything()) {
      return true;
    }
    boolean own = caller.userId() != null && caller.userId().equals(requestedById);
    if (own && (caller.limitedTo() == null || caller.limitedTo().containsAll(namespaces))) {
      return true;
    }
    return !namespaces.isEmpty() && namespaces.stream().allMatch(caller::sees);
  }
}
