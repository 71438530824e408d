package org.sluice.git.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The branches and tags of a mirror as they stood at one moment.
 *
 * <p>Nothing else is a label: neither full names of refs, nor expressions that Git would
 * understand, nor what Sluice or a forge keeps for itself.
 *
 * @param branches commit by short name of the branch, 40 hex digits
 * @param tags object by short name of the tag, peeled, 40 hex digits; mostly a commit
 * @param headBranch short name of the branch that HEAD points to; null if there is none
 */
public record MirrorLabels(
    Map<String, String> branches, Map<String, String> tags, String headBranch) {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHORTENED = Pattern.compile("[0-9a-f]{4,39}");

  /** No branch and no tag. */
  public static final MirrorLabels NONE = new MirrorLabels(Map.of(), Map.of(), null);

  /** Keeps copies of the maps. */
  public MirrorLabels {
    branches = Map.copyOf(branches);
    tags = Map.copyOf(tags);
  }

  /**
   * Reads the labels of a mirror.
   *
   * @param folder of a mirror that was cloned
   * @throws IOException if it cannot be read, or is gone
   */
  public static MirrorLabels read(Path folder) throws IOException {
    Map<String, String> branches = new HashMap<>();
    Map<String, String> tags = new HashMap<>();
    try (Repository repository = OpenMirror.at(folder)) {
      RefDatabase refs = repository.getRefDatabase();
      for (Ref ref : refs.getRefsByPrefix(Constants.R_HEADS)) {
        put(branches, Constants.R_HEADS, ref, ref.getObjectId());
      }
      for (Ref ref : refs.getRefsByPrefix(Constants.R_TAGS)) {
        ObjectId peeled = refs.peel(ref).getPeeledObjectId();
        put(tags, Constants.R_TAGS, ref, peeled == null ? ref.getObjectId() : peeled);
      }
      Ref head = repository.exactRef(Constants.HEAD);
      String target = head != null && head.isSymbolic() ? head.getTarget().getName() : "";
      String headBranch =
          target.startsWith(Constants.R_HEADS)
              ? target.substring(Constants.R_HEADS.length())
              : null;
      return new MirrorLabels(branches, tags, branches.containsKey(headBranch) ? headBranch : null);
    }
  }

  private static void put(Map<String, String> into, String prefix, Ref ref, ObjectId object) {
    if (object != null) {
      into.put(ref.getName().substring(prefix.length()), object.name());
    }
  }

  /**
   * The object that a branch or tag of that name stands for; of both, the tag's.
   *
   * @param name short name
   * @return empty if there is neither
   */
  public Optional<String> named(String name) {
    String tag = tags.get(name);
    return Optional.ofNullable(tag == null ? branches.get(name) : tag);
  }

  /** Whether a text has the form of a commit's id, whole or shortened to 4 digits or more. */
  public static boolean isCommitId(String text) {
    return COMMIT.matcher(text).matches() || SHORTENED.matcher(text).matches();
  }

  /**
   * The commit of that id, if it can be reached from these labels. What was taken back by a forced
   * push, or is kept for other purposes, cannot.
   *
   * @param folder of the same mirror
   * @param id whole, or shortened to 4 digits or more
   * @return its whole id; empty if there is none, or several begin so
   * @throws IOException if the mirror cannot be read
   */
  public Optional<String> commit(Path folder, String id) throws IOException {
    try (Repository repository = OpenMirror.at(folder);
        RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      Set<ObjectId> candidates = candidates(walk, id);
      Set<ObjectId> unseen = new HashSet<>(candidates);
      List<ObjectId> found = new ArrayList<>();
      if (!unseen.isEmpty()) {
        markStarts(walk);
      }
      for (RevCommit commit = unseen.isEmpty() ? null : walk.next();
          commit != null && !unseen.isEmpty();
          commit = walk.next()) {
        if (unseen.remove(commit)) {
          found.add(commit.copy());
        }
      }
      return found.size() == 1 ? Optional.of(found.get(0).name()) : Optional.empty();
    }
  }

  private static Set<ObjectId> candidates(RevWalk walk, String id) throws IOException {
    Set<ObjectId> candidates = new HashSet<>();
    if (COMMIT.matcher(id).matches()) {
      addCommit(walk, ObjectId.fromString(id), candidates);
    } else if (SHORTENED.matcher(id).matches()) {
      for (ObjectId each : walk.getObjectReader().resolve(AbbreviatedObjectId.fromString(id))) {
        addCommit(walk, each, candidates);
      }
    }
    return candidates;
  }

  private static void addCommit(RevWalk walk, ObjectId id, Set<ObjectId> into) throws IOException {
    try {
      into.add(walk.parseCommit(id).copy());
    } catch (MissingObjectException | IncorrectObjectTypeException noCommit) {
      // It is none, or of another kind.
    }
  }

  private void markStarts(RevWalk walk) throws IOException {
    Set<String> tips = new HashSet<>(branches.values());
    tips.addAll(tags.values());
    for (String tip : tips) {
      RevObject object = walk.parseAny(ObjectId.fromString(tip));
      if (object instanceof RevCommit commit) {
        walk.markStart(commit);
      }
    }
  }
}
