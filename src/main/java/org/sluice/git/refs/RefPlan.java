package org.sluice.git.refs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.platform.Inside;

/**
 * What must change in a mirror for its refs to be those of the upstream. A decision only.
 *
 * <p>Names that cannot stand beside each other ({@code x} and {@code x/y}), or that are no valid
 * names, are left out: they are neither taken nor, where the mirror has one of them, touched.
 */
@Inside
public final class RefPlan {

  // A lock is the name with ".lock" behind it, and file systems take 255 bytes a part; the whole
  // path below the mirror's folder must fit too.
  private static final int LONGEST_PART = 250;
  private static final int LONGEST_NAME = 3000;

  private final SortedMap<String, ObjectId> wanted;
  private final SortedMap<String, ObjectId> had;
  private final List<String> leftOut;
  private final List<ReceiveCommand> commands = new ArrayList<>();

  private RefPlan(
      SortedMap<String, ObjectId> wanted,
      SortedMap<String, ObjectId> had,
      Collection<String> leftOut) {
    this.wanted = wanted;
    this.had = had;
    this.leftOut = List.copyOf(leftOut);
    wanted.forEach(
        (name, id) -> {
          ObjectId before = had.get(name);
          if (!id.equals(before)) {
            commands.add(new ReceiveCommand(before == null ? ObjectId.zeroId() : before, id, name));
          }
        });
    had.forEach(
        (name, id) -> {
          if (!wanted.containsKey(name)) {
            commands.add(new ReceiveCommand(id, ObjectId.zeroId(), name));
          }
        });
  }

  /**
   * Compares what the upstream lists with what the mirror has.
   *
   * @param listed refs of the upstream that are not hidden
   * @param had refs of the mirror that are not hidden
   */
  public static RefPlan of(Map<String, ObjectId> listed, Map<String, ObjectId> had) {
    Set<String> out = new TreeSet<>();
    for (String name : listed.keySet()) {
      if (!isValid(name)) {
        out.add(name);
      }
      for (String parent : parents(name)) {
        if (listed.containsKey(parent)) {
          out.add(parent);
          out.add(name);
        }
      }
    }
    SortedMap<String, ObjectId> wanted = new TreeMap<>(listed);
    SortedMap<String, ObjectId> before = new TreeMap<>(had);
    wanted.keySet().removeAll(out);
    before.keySet().removeAll(out);
    return new RefPlan(wanted, before, out);
  }

  private static boolean isValid(String name) {
    if (!Repository.isValidRefName(name)
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      return false;
    }
    for (String part : name.split("/")) {
      if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
        return false;
      }
    }
    return true;
  }

  /** {@code a/b/c} has {@code a/b} and {@code a}. */
  public static List<String> parents(String name) {
    List<String> parents = new ArrayList<>();
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      parents.add(name.substring(0, slash));
    }
    return parents;
  }

  /** Refs as they are to be, by name. */
  public SortedMap<String, ObjectId> wanted() {
    return wanted;
  }

  /** Names that are left out, sorted. */
  public List<String> leftOut() {
    return leftOut;
  }

  /** Every ref that differs. */
  public List<ReceiveCommand> commands() {
    return commands;
  }

  /** Names of refs that both have, with different objects. */
  public Set<String> moved() {
    Set<String> moved = new HashSet<>();
    for (ReceiveCommand command : commands) {
      if (command.getType() != ReceiveCommand.Type.CREATE
          && command.getType() != ReceiveCommand.Type.DELETE) {
        moved.add(command.getRefName());
      }
    }
    return moved;
  }

  /** Tips that the mirror has not had under any of the compared names. */
  public Map<String, ObjectId> newTips() {
    Set<ObjectId> known = new HashSet<>(had.values());
    Map<String, ObjectId> tips = new TreeMap<>(wanted);
    tips.values().removeAll(known);
    return tips;
  }
}
