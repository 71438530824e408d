package org.sluice.intake.plan;

import java.util.List;
import org.sluice.identity.NamespaceRef;
import org.sluice.intake.Fault;
import org.sluice.intake.Verdict;
import org.sluice.platform.Inside;

/**
 * An entry of a list, and what is to become of it.
 *
 * @param entry its place in the list, from 1
 * @param line the line of the file on which it begins, from 1
 * @param fault why it becomes no repository; null if it does
 * @param url the clone URL; of a refused entry as much of its address as may be shown, null if it
 *     names none
 * @param key what all spellings of the upstream have in common; null if it is refused
 * @param namespace where it is to lie, or by which it is seen
 * @param name name that it is to have; null if it becomes no repository
 * @param tags labels
 * @param interval time between two syncs; null for the installation's
 * @param mirror whether it is to be mirrored
 * @param mirrorPlace number of mirrors before it in the list
 */
@Inside
public record PlannedLine(
    int entry,
    int line,
    Fault fault,
    String url,
    String key,
    NamespaceRef namespace,
    String name,
    List<String> tags,
    String interval,
    boolean mirror,
    int mirrorPlace) {

  /** What becomes of it. */
  public Verdict verdict() {
    if (fault == null) {
      return Verdict.ADD;
    }
    return fault.reason().duplicate() ? Verdict.DUPLICATE : Verdict.REFUSED;
  }

  /** The fault in one sentence that names the line; null if there is none. */
  public String sentence() {
    return fault == null ? null : "Line " + line + ": " + fault.detail() + ".";
  }
}
