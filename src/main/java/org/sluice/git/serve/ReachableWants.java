package org.sluice.git.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;
import org.sluice.git.disk.FormerTips;

/**
 * Permits what can be reached from the served refs, and tips that were served until a moment ago;
 * any other object is refused as if it did not exist: kept tips, and what an upstream has taken
 * back.
 *
 * <p>A partial clone asks for single blobs when it needs them. With bitmaps the answer is in an
 * index. JGit's own check without them knows only the newest trees, so here a walk from the served
 * tips, newest first, looks for what is wanted and ends when it has all.
 */
final class ReachableWants implements UploadPack.RequestValidator {

  private final Path folder;
  private final Collection<ObjectId> tips;

  /**
   * Permits by these tips.
   *
   * @param folder of the mirror
   * @param tips that are served
   */
  ReachableWants(Path folder, Collection<ObjectId> tips) {
    this.folder = folder;
    this.tips = tips;
  }

  @Override
  public void checkWants(UploadPack upload, List<ObjectId> wants) throws IOException {
    Set<ObjectId> unknown = new HashSet<>(wants);
    unknown.removeIf(id -> FormerTips.all().knows(folder, id));
    if (unknown.isEmpty()) {
      return;
    }
    ObjectReader reader = upload.getRevWalk().getObjectReader();
    try (ObjectWalk walk = new ObjectWalk(reader)) {
      walk.setRetainBody(false);
      List<RevObject> wanted = parse(walk, unknown);
      if (reader.getBitmapIndex() == null) {
        search(walk, wanted);
      } else {
        lookUp(reader, walk, wanted);
      }
    }
  }

  private static List<RevObject> parse(ObjectWalk walk, Set<ObjectId> ids) throws IOException {
    List<RevObject> objects = new ArrayList<>(ids.size());
    for (ObjectId id : ids) {
      try {
        objects.add(walk.parseAny(id));
      } catch (MissingObjectException missing) {
        throw new WantNotValidException(id, missing);
      }
    }
    return objects;
  }

  private void lookUp(ObjectReader reader, ObjectWalk walk, List<RevObject> wanted)
      throws IOException {
    List<RevObject> from = new ArrayList<>();
    for (ObjectId tip : tips) {
      from.add(walk.parseAny(tip));
    }
    Optional<RevObject> beyond =
        reader.createObjectReachabilityChecker(walk).areAllReachable(wanted, from.stream());
    if (beyond.isPresent()) {
      throw new WantNotValidException(beyond.get());
    }
  }

  private void search(ObjectWalk walk, List<RevObject> wanted) throws IOException {
    Set<ObjectId> commits = new HashSet<>();
    Set<ObjectId> others = new HashSet<>();
    wanted.forEach(each -> (each instanceof RevCommit ? commits : others).add(each));
    for (ObjectId tip : tips) {
      walk.markStart(walk.parseAny(tip));
    }
    for (RevCommit commit = walk.next();
        commit != null && !(commits.isEmpty() && others.isEmpty());
        commit = walk.next()) {
      commits.remove(commit);
    }
    refuseAny(commits);
    while (!others.isEmpty()) {
      RevObject object = walk.nextObject();
      if (object == null) {
        refuseAny(others);
      } else {
        others.remove(object);
      }
    }
  }

  private static void refuseAny(Set<ObjectId> beyond) throws WantNotValidException {
    for (ObjectId id : beyond) {
      throw new WantNotValidException(id);
    }
  }
}
