package org.sluice.git.refs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.sluice.platform.Inside;

/**
 * Names of the refs that Sluice keeps in a mirror for itself: never pruned by a sync, never served.
 *
 * <p>{@code refs/sluice/kept/<time>/heads/x} is what {@code refs/heads/x} was before a sync
 * overwrote or deleted it at that time. {@code refs/sluice/held/<id>} keeps the object of a change
 * that was not taken, so that it need not be received at every sync.
 */
@Inside
public final class OwnRefs {

  /** Tips that were overwritten or deleted. */
  public static final String KEPT = HiddenRefs.OWN + "kept/";

  /** Objects of changes that were not taken. */
  public static final String HELD = HiddenRefs.OWN + "held/";

  private static final String REFS = "refs/";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private OwnRefs() {}

  /** Name under which the tip of a ref is kept that is overwritten or deleted at that time. */
  public static String kept(Instant at, String ref) {
    return KEPT + TIME.format(at) + "/" + ref.substring(REFS.length());
  }

  /** When the tip of that name was kept; empty if the name is not of that kind. */
  public static Optional<Instant> keptAt(String name) {
    int end = name.indexOf('/', KEPT.length());
    if (!name.startsWith(KEPT) || end < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(TIME.parse(name.substring(KEPT.length(), end), Instant::from));
    } catch (DateTimeException foreign) {
      return Optional.empty();
    }
  }

  /** The ref whose tip is kept under that name. */
  public static String original(String keptName) {
    return REFS + keptName.substring(keptName.indexOf('/', KEPT.length()) + 1);
  }

  /** Name under which the object of a change is held that was not taken. */
  static String held(String objectId) {
    return HELD + objectId;
  }
}
