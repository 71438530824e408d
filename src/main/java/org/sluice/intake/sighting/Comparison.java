package org.sluice.intake.sighting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.intake.discovery.Globs;
import org.sluice.platform.Inside;

/**
 * What a whole listing says of what was seen before.
 *
 * <p>A sighting is found again by the forge's immutable id, else by name or clone URL; what one has
 * by its id no other takes by its name, which may have gone to somebody else.
 *
 * @param seen number of listed repositories that the globs choose
 * @param fresh those of them that no sighting has
 * @param changed sightings that are otherwise now; those that come back among them
 * @param back sightings that were missed and are listed again
 * @param vanished sightings that are missed from now on
 * @param dropped sightings that are no longer this import's matter
 * @param touched repositories here of which it is to be worked out anew whether they are missed
 */
@Inside
public record Comparison(
    int seen,
    List<Listed> fresh,
    List<Sighting> changed,
    List<Sighting> back,
    List<Sighting> vanished,
    List<Sighting> dropped,
    Set<UUID> touched) {

  public static Comparison of(
      Collection<Listed> listing, Globs globs, List<Sighting> before, Instant now) {
    Map<String, Listed> byId = new LinkedHashMap<>();
    // A list that changes while it is read may show one twice.
    listing.forEach(each -> byId.putIfAbsent(each.remoteId(), each));
    Map<Sighting, Listed> found = matches(byId, before);
    Comparison comparison =
        new Comparison(
            (int) byId.values().stream().filter(each -> globs.choose(each.name())).count(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new HashSet<>());
    for (Sighting each : before) {
      comparison.judge(each, found.get(each), globs, now);
    }
    Set<Listed> had = new HashSet<>(found.values());
    byId.values().stream()
        .filter(each -> globs.choose(each.name()) && !had.contains(each))
        .forEach(comparison.fresh::add);
    return comparison;
  }

  private static Map<Sighting, Listed> matches(Map<String, Listed> byId, List<Sighting> before) {
    Map<Sighting, Listed> found = new HashMap<>();
    Set<Listed> had = new HashSet<>();
    for (Sighting each : before) {
      Listed same = byId.get(each.remoteId());
      if (same != null) {
        found.put(each, same);
        had.add(same);
      }
    }
    Map<String, Listed> byName = new HashMap<>();
    Map<String, Listed> byKey = new HashMap<>();
    for (Listed each : byId.values()) {
      if (!had.contains(each)) {
        byName.put(lower(each.name()), each);
        byKey.put(each.key(), each);
      }
    }
    for (Sighting each : before) {
      Listed same = byName.getOrDefault(lower(each.remoteName()), byKey.get(each.key()));
      if (same != null) {
        found.putIfAbsent(each, same);
      }
    }
    return found;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void judge(Sighting sighting, Listed listed, Globs globs, Instant now) {
    boolean chosen = globs.choose(listed == null ? sighting.remoteName() : listed.name());
    boolean nothingLeft = listed == null && sighting.repositoryId() == null;
    if (!chosen || nothingLeft) {
      dropped.add(sighting);
      touch(sighting);
      return;
    }
    if (sighting.repositoryId() != null && !sighting.isFollowed(listed)) {
      changed.add(sighting.alone());
      touch(sighting);
      return;
    }
    if (listed == null) {
      if (!sighting.isMissed()) {
        vanished.add(sighting.missedSince(now));
        touch(sighting);
      }
      return;
    }
    Sighting again = sighting.as(listed);
    if (!again.equals(sighting)) {
      changed.add(again);
    }
    if (sighting.isMissed()) {
      back.add(again);
      touch(sighting);
    }
  }

  private void touch(Sighting sighting) {
    if (sighting.repositoryId() != null) {
      touched.add(sighting.repositoryId());
    }
  }
}
