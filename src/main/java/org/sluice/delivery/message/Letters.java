package org.sluice.delivery.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.git.tree.BlobReader;

/**
 * Writes messages down as letters, from the object database. Used by one thread.
 *
 * <p>A content of more than {@link #WHOLE} bytes goes in chunks, a letter each, of which one is in
 * memory.
 */
public final class Letters implements AutoCloseable {

  /** Bytes of content that one letter holds at most, unless it is a chunk. */
  static final int WHOLE = 1 << 20;

  /** Bytes of a chunk. */
  static final int CHUNK = 512 << 10;

  private static final String SUBMODULE = "160000";

  private final BlobReader blobs;
  private final RepositoryFacts repository;
  private final Manifest manifest;
  private final SubscriptionStore.Mirror mirror;

  /**
   * What the receiver should have.
   *
   * @param url where it can be paged through
   * @param digest of what has arrived by now
   */
  public record Manifest(String url, Supplier<String> digest) {}

  public Letters(
      BlobReader blobs,
      RepositoryFacts repository,
      Manifest manifest,
      SubscriptionStore.Mirror mirror) {
    this.blobs = blobs;
    this.repository = repository;
    this.manifest = manifest;
    this.mirror = mirror;
  }

  /**
   * What is sent at once.
   *
   * @param id the same in every attempt
   * @param body JSON
   * @param index of the chunk; 0 if it is none
   * @param last whether the message is whole with it
   */
  public record Letter(String id, byte[] body, int index, boolean last) {}

  /** The letters of one message, one after the other. */
  public interface Reading extends AutoCloseable {

    /** The message, with size and digest of its content. */
    Delivery message();

    /**
     * The next letter; not to be called after the last one.
     *
     * @throws Unsendable if the mirror does not give its content
     */
    Letter next() throws Unsendable;

    @Override
    default void close() {
      // Nothing is open.
    }
  }

  /**
   * Opens a message at its first chunk that has not arrived.
   *
   * @throws Unsendable if it cannot be written down
   */
  public Reading open(Delivery message) throws Unsendable {
    if (!message.event().isOfFile()) {
      return one(message, announcement(message));
    }
    if (!message.path().isText()) {
      throw new Unsendable(
          "PATH_NOT_TEXT", "Its name is no UTF-8, so no message can say it.", true);
    }
    if (message.event() == DeliveryEvent.FILE_DELETED) {
      return one(
          message,
          MessageBody.deleted(head(message), message.path(), message.subject().previousSha256()));
    }
    try {
      if (message.subject().mode().equals(SUBMODULE)) {
        return whole(message, FileContent.ofSubmodule(message.subject().blobId()));
      }
      long size = blobs.size(message.subject().blobId());
      return size <= WHOLE
          ? whole(message, FileContent.of(blobs.read(message.subject().blobId(), WHOLE)))
          : new Chunks(message, size);
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  /** In how many letters a content of so many bytes is sent. */
  public static int of(long size) {
    return size <= WHOLE ? 1 : (int) ((size + CHUNK - 1) / CHUNK);
  }

  private static Unsendable unreadable(IOException why) {
    Unsendable unsendable =
        new Unsendable("UNREADABLE", "The mirror does not give its content.", false);
    unsendable.addSuppressed(why);
    return unsendable;
  }

  private MessageHead head(Delivery message) {
    return new MessageHead(
        message.event(), message.createdAt(), repository, message.generation(), message.commitId());
  }

  private byte[] announcement(Delivery message) {
    return switch (message.event()) {
      case SNAPSHOT_STARTED ->
          MessageBody.snapshotStarted(head(message), message.subject().fileCount());
      case SNAPSHOT_COMPLETED ->
          MessageBody.snapshotCompleted(
              head(message),
              message.subject().fileCount(),
              manifest.digest().get(),
              manifest.url());
      case REPOSITORY_SYNC_FAILED ->
          MessageBody.syncFailed(head(message), mirror.failure(), mirror.failureDetail());
      default -> throw new IllegalArgumentException(message.event() + " is no announcement");
    };
  }

  private static Reading one(Delivery message, byte[] body) {
    return new Reading() {
      @Override
      public Delivery message() {
        return message;
      }

      @Override
      public Letter next() {
        return new Letter(message.id().toString(), body, 0, true);
      }
    };
  }

  private Reading whole(Delivery message, FileContent content) {
    Delivery read = message.read(content.size(), content.sha256());
    return one(
        read,
        MessageBody.file(
            head(read),
            read.path(),
            read.subject().mode(),
            read.subject().size(),
            read.subject().sha256(),
            content.bytes(),
            read.subject().previousSha256()));
  }

  /** A content in parts. */
  private final class Chunks implements Reading {

    private final Delivery message;
    private final int total;
    private final InputStream content;
    private int index;

    private Chunks(Delivery message, long size) throws IOException {
      this.message =
          message.subject().sha256() == null
              ? message.read(size, blobs.digest(message.subject().blobId()).sha256())
              : message;
      total = of(size);
      content = blobs.stream(message.subject().blobId());
      index = message.progress().chunksTaken();
      try {
        content.skipNBytes((long) index * CHUNK);
      } catch (IOException | RuntimeException failed) {
        close();
        throw failed;
      }
    }

    @Override
    public Delivery message() {
      return message;
    }

    @Override
    public Letter next() throws Unsendable {
      try {
        byte[] body =
            MessageBody.chunk(
                head(message),
                message.path(),
                message.subject().mode(),
                message.subject().size(),
                message.subject().sha256(),
                content.readNBytes(CHUNK),
                message.subject().previousSha256(),
                new Chunk(message.id().toString(), index, total));
        int here = index++;
        return new Letter(message.id() + "-" + here, body, here, here == total - 1);
      } catch (IOException unreadable) {
        throw Letters.unreadable(unreadable);
      }
    }

    @Override
    public void close() {
      try {
        content.close();
      } catch (IOException onlyRead) {
        // Nothing can be lost of what was only read.
      }
    }
  }

  @Override
  public void close() {
    blobs.close();
  }
}
