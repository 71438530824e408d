package org.sluice.git.disk;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/** A repository whose packs come in as {@link IncomingPack}. */
final class ReceivingRepository extends FileRepository {

  private final boolean first;
  private long memoryLimit = Long.MAX_VALUE;

  /**
   * The repository that a builder describes, which must be there.
   *
   * @param first whether it had no objects when it was opened
   */
  ReceivingRepository(BaseRepositoryBuilder<?, ?> builder, boolean first) throws IOException {
    super(builder);
    this.first = first;
    if (!getObjectDatabase().exists()) {
      close();
      throw new RepositoryNotFoundException(getDirectory());
    }
  }

  /**
   * Bounds the packs that come in from here on.
   *
   * @param bytes most of what is held in memory whole
   */
  void limit(long bytes) {
    memoryLimit = bytes;
  }

  @Override
  public ObjectInserter newObjectInserter() {
    ObjectInserter plain = super.newObjectInserter();
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return plain;
      }

      @Override
      public PackParser newPackParser(InputStream in) {
        boolean empty = first && getObjectDatabase().getPacks().isEmpty();
        return new IncomingPack(getObjectDatabase(), in, memoryLimit, empty);
      }
    };
  }
}
