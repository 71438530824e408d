package org.sluice.delivery.plan;

import java.io.IOException;
import org.sluice.delivery.row.DeliveredFile;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.FilePath;
import org.sluice.git.tree.TreeEntry;
import org.sluice.git.tree.TreeFiles;

/** Walks a tree, what arrived and what is open side by side, in the order of paths. */
final class Comparison implements AutoCloseable {

  private final TreeFiles tree;
  private final PathFilter filter;
  private final Pages<DeliveredFile> arrived;
  private final Pages<Delivery> open;
  private TreeEntry entry;
  private FilePath entryPath;
  private int tooLong;
  private FilePath firstTooLong;

  /** A walk that begins; the tree is closed with it. */
  Comparison(TreeFiles tree, PathFilter filter, Pages<DeliveredFile> arrived, Pages<Delivery> open)
      throws IOException {
    this.tree = tree;
    this.filter = filter;
    this.arrived = arrived;
    this.open = open;
    advance();
  }

  /** The next path at which there is anything; null at the end. */
  Step next() throws IOException {
    FilePath first = earlier(entryPath, earlier(arrived.peekPath(), open.peekPath()));
    if (first == null) {
      return null;
    }
    TreeEntry wanted = null;
    if (first.equals(entryPath)) {
      wanted = entry;
      advance();
    }
    return new Step(first, wanted, arrived.takeAt(first), open.takeAt(first));
  }

  private void advance() throws IOException {
    for (entry = tree.next(); entry != null; entry = tree.next()) {
      entryPath = new FilePath(entry.path());
      if (!filter.passes(entryPath.text())) {
        continue;
      }
      if (entry.path().length <= FilePath.LONGEST) {
        return;
      }
      tooLong++;
      firstTooLong = firstTooLong == null ? entryPath : firstTooLong;
    }
    entryPath = null;
  }

  private static FilePath earlier(FilePath one, FilePath other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Number of paths so far that are too long to be stored. */
  int tooLong() {
    return tooLong;
  }

  /** The first of them; null if there was none. */
  FilePath firstTooLong() {
    return firstTooLong;
  }

  @Override
  public void close() {
    tree.close();
  }
}
