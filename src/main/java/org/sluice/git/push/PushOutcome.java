package org.sluice.git.push;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncOutcome;

/**
 * A push that reached its end: the downstream has the branches and tags of the mirror, but for what
 * it does not take.
 *
 * @param host of the downstream
 * @param asked whether the downstream was asked at all
 * @param digest SHA-256 in hex over the sorted {@code oid SP refname LF} lines of the mirror's
 *     branches and tags
 * @param refs how many refs of the downstream moved, by class
 * @param bytes sent
 * @param objects sent
 * @param took time of all of it
 * @param refused reasons by the names of refs that the downstream did not let move
 * @param kept reasons by the names of refs that the downstream did not let be deleted, where all
 *     others moved
 */
public record PushOutcome(
    String host,
    boolean asked,
    String digest,
    SyncOutcome.RefChanges refs,
    long bytes,
    long objects,
    Duration took,
    SortedMap<String, String> refused,
    SortedMap<String, String> kept) {

  private static final int NAMED = 3;

  /** Keeps copies of the maps. */
  public PushOutcome {
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
  }

  /** Why it is a failure that refs were refused; empty if none was. */
  public Optional<SyncFailure> refusal() {
    return sentence("Pushing to " + host + " failed: it refuses ", refused, "");
  }

  /** What is left that the mirror does not have, and why; empty if nothing is. */
  public Optional<SyncFailure> remainder() {
    return sentence(host + " has all but still keeps ", kept, ", which it does not let be deleted");
  }

  private static Optional<SyncFailure> sentence(
      String begin, SortedMap<String, String> refs, String end) {
    if (refs.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder words = new StringBuilder(begin);
    int named = 0;
    for (Map.Entry<String, String> each : refs.entrySet()) {
      if (named == NAMED) {
        words.append(" and ").append(refs.size() - NAMED).append(" more");
        break;
      }
      words.append(named == 0 ? "" : ", ").append(each.getKey());
      words.append(" (").append(each.getValue()).append(')');
      named++;
    }
    return Optional.of(
        new SyncFailure(SyncFailureKind.REJECTED, words.append(end).append('.').toString(), null));
  }
}
