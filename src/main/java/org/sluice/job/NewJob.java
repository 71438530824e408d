package org.sluice.job;

import java.util.Objects;
import java.util.UUID;
import org.sluice.identity.Caller;

/**
 * A job that is about to start.
 *
 * @param kind which registered work does it
 * @param trigger what set it off
 * @param requestedBy who asked; Sluice itself for timers
 * @param selection what was asked, in canonical words, such as {@code repository:team/app}, {@code
 *     subscription:team/app to billing}, {@code subscriber:team/billing} or {@code all}
 * @param exclusive whether a second job of the same kind, requester and selection is refused while
 *     this one is active
 * @param bulk whether it counts against the caller's allowance of bulk starts and yields to single
 *     requests
 * @param parentId the job that this one repeats in part; null if none
 */
public record NewJob(
    JobKind kind,
    JobTrigger trigger,
    Caller requestedBy,
    String selection,
    boolean exclusive,
    boolean bulk,
    UUID parentId) {

  /** Checks what is required. */
  public NewJob {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(trigger, "trigger");
    Objects.requireNonNull(requestedBy, "requestedBy");
    Objects.requireNonNull(selection, "selection");
  }
}
