package org.sluice.git.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.NB;

/**
 * A repository that bounds what is unpacked of the packs that come in. JGit holds trees, commits
 * and whatever is made from deltas in memory whole, as large as the pack says that they are, and
 * makes room for as many objects as the pack announces; either may be a million times the pack's
 * own size.
 */
final class ReceivingRepository extends FileRepository {

  /** Bytes of a pack's header (gitformat-pack(5)), the last four being the number of objects. */
  private static final int HEADER = 12;

  /** What each object takes of the heap while its pack comes in, at the least. */
  private static final int HEAP_EACH = 64;

  private long objectLimit = Long.MAX_VALUE;

  /** The repository that a builder describes, which must be there. */
  ReceivingRepository(BaseRepositoryBuilder<?, ?> builder) throws IOException {
    super(builder);
    if (!getObjectDatabase().exists()) {
      close();
      throw new RepositoryNotFoundException(getDirectory());
    }
  }

  /**
   * Bounds the packs that come in from here on.
   *
   * @param bytes most of one object, unpacked
   */
  void limit(long bytes) {
    objectLimit = bytes;
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
      public PackParser newPackParser(InputStream in) throws IOException {
        PackParser parser = plain.newPackParser(objectLimit == Long.MAX_VALUE ? in : bounded(in));
        parser.setMaxObjectSizeLimit(objectLimit);
        return parser;
      }
    };
  }

  private static InputStream bounded(InputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    long most = Runtime.getRuntime().maxMemory() / HEAP_EACH;
    if (header.length == HEADER && NB.decodeUInt32(header, HEADER - 4) > most) {
      throw new TooLargePackException(most);
    }
    return new SequenceInputStream(new ByteArrayInputStream(header), in);
  }
}
