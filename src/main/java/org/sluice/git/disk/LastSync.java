package org.sluice.git.disk;

import java.time.Duration;
import org.sluice.git.SyncOutcome;
import org.sluice.git.SyncRequest;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.RefListing;
import org.sluice.platform.Inside;

/**
 * A sync after which the mirror had everything that the upstream listed, kept until somebody
 * changes the mirror: as long as the upstream gives the same list to the byte, there is nothing to
 * do.
 *
 * @param url clone URL that was synced from
 * @param rules that were followed
 * @param listing what the upstream was asked, and the digest of its answer
 * @param stamp of the mirror's files as the sync left them
 * @param outcome of the sync
 */
@Inside
public record LastSync(
    String url, RefRules rules, RefListing listing, String stamp, SyncOutcome outcome) {

  /**
   * What is worth keeping of a sync that has just ended; null if the next has to go the whole way
   * again: something was held back or left out, or the upstream is at another address.
   */
  public static LastSync of(SyncRequest request, RefListing listing, SyncOutcome outcome) {
    boolean equal =
        listing != null
            && outcome.heldBack().isEmpty()
            && outcome.leftOut().isEmpty()
            && outcome.movedTo() == null;
    return equal
        ? MirrorFiles.stamp(request.folder())
            .map(
                stamp ->
                    new LastSync(
                        request.url(),
                        request.rules(),
                        listing,
                        stamp,
                        outcome.unchanged(0, Duration.ZERO)))
            .orElse(null)
        : null;
  }

  /** The same, with what it has in common with another held once. */
  LastSync sharing(LastSync other) {
    return other == null
        ? this
        : new LastSync(
            url,
            rules.equals(other.rules) ? other.rules : rules,
            listing.sharing(other.listing),
            stamp,
            outcome);
  }

  /** Whether a sync that is asked for now would do the same, if only the upstream says the same. */
  public boolean isFor(SyncRequest request) {
    return url.equals(request.url())
        && rules.equals(request.rules())
        && MirrorFiles.stamp(request.folder()).filter(stamp::equals).isPresent();
  }
}
