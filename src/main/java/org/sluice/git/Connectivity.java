package org.sluice.git;

import java.io.IOException;
import java.util.Collection;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.sluice.platform.Inside;

/**
 * Walks a history to see that nothing of it is missing: commits, trees and tags are read, files are
 * looked up.
 */
@Inside
public final class Connectivity {

  private Connectivity() {}

  /**
   * Walks from tips back to others, which are taken to be whole.
   *
   * @param step called for each object; may throw to end the walk
   * @throws MissingObjectException if something is not there
   * @throws IOException if something cannot be read
   */
  public static void check(
      Repository repository, Collection<ObjectId> from, Collection<ObjectId> to, Runnable step)
      throws IOException {
    try (ObjectWalk walk = new ObjectWalk(repository)) {
      walk.setRetainBody(false);
      for (ObjectId id : to) {
        walk.markUninteresting(walk.parseAny(id));
      }
      for (ObjectId id : from) {
        walk.markStart(walk.parseAny(id));
      }
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        step.run();
      }
      for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
        step.run();
        if (object instanceof RevBlob && !walk.getObjectReader().has(object)) {
          throw new MissingObjectException(object, Constants.OBJ_BLOB);
        }
      }
    }
  }
}
