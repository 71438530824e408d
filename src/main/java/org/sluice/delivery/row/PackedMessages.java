package org.sluice.delivery.row;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Planned messages as bytes: what they have in common once, then each with its id.
 *
 * <p>All are of one subscription, kind, generation, commit and time, and their numbers follow one
 * another. Another layout gets another first byte.
 */
final class PackedMessages {

  private static final int LAYOUT = 1;

  private PackedMessages() {}

  /** The bytes of messages that were not sent yet; there is one at least. */
  static byte[] pack(List<Delivery> messages) {
    Delivery first = messages.get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + 160 * messages.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(LAYOUT);
      out.writeUTF(first.event().type());
      out.writeInt(first.generation());
      text(out, first.commitId());
      out.writeLong(first.createdAt().toEpochMilli());
      out.writeLong(first.sequence());
      out.writeInt(messages.size());
      for (Delivery message : messages) {
        out.writeLong(message.id().getMostSignificantBits());
        out.writeLong(message.id().getLeastSignificantBits());
        byte[] path = message.path() == null ? new byte[0] : message.path().bytes();
        out.writeShort(path.length);
        out.write(path);
        text(out, message.subject().blobId());
        text(out, message.subject().mode());
        text(out, message.subject().previousSha256());
        out.writeInt(message.subject().fileCount() == null ? -1 : message.subject().fileCount());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** The messages of these bytes, as they were planned. */
  static List<Delivery> unpack(UUID subscriptionId, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int layout = in.readByte();
      if (layout != LAYOUT) {
        throw new IllegalStateException("Messages are packed in the unknown layout " + layout);
      }
      DeliveryEvent event = DeliveryEvent.ofType(in.readUTF());
      int generation = in.readInt();
      String commit = text(in);
      Instant createdAt = Instant.ofEpochMilli(in.readLong());
      long sequence = in.readLong();
      int count = in.readInt();
      List<Delivery> messages = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        Delivery planned =
            Delivery.planned(
                new UUID(in.readLong(), in.readLong()),
                subscriptionId,
                sequence + i,
                generation,
                event,
                commit,
                createdAt);
        byte[] path = in.readNBytes(in.readUnsignedShort());
        FilePath file = path.length == 0 ? null : new FilePath(path);
        Delivery whole = planned.of(file, text(in), text(in), text(in));
        int files = in.readInt();
        messages.add(files < 0 ? whole : whole.of(files));
      }
      return messages;
    } catch (IOException cut) {
      throw new UncheckedIOException("The packed messages end too early", cut);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    out.writeUTF(text == null ? "" : text);
  }

  private static String text(DataInputStream in) throws IOException {
    String text = in.readUTF();
    return text.isEmpty() ? null : text;
  }
}
