package org.sluice.delivery.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.FilePath;
import org.sluice.platform.Inside;

/**
 * The bodies of messages: {@code {"type", "timestamp", "data"}}, as Standard Webhooks wants them.
 *
 * <p>The same arguments give the same bytes, so that an attempt that is repeated is signed for the
 * same body.
 */
@Inside
public final class MessageBody {

  private static final JsonFactory JSON = new JsonFactory();
  // More than all fields but the content take, mostly.
  private static final int AROUND = 1024;

  private MessageBody() {}

  /** Writes the fields of {@code data}. */
  private interface Data {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * A generation begins.
   *
   * @param files number of files that it will have
   */
  public static byte[] snapshotStarted(MessageHead head, int files) {
    return about(head, 0, json -> json.writeNumberField("files", files));
  }

  /**
   * All files of a generation have arrived.
   *
   * @param files number of files that it has
   * @param manifestDigest as {@link ManifestDigest} computes it
   * @param manifestUrl where the manifest is paged through
   */
  public static byte[] snapshotCompleted(
      MessageHead head, int files, String manifestDigest, String manifestUrl) {
    return about(
        head,
        0,
        json -> {
          json.writeNumberField("files", files);
          json.writeObjectFieldStart("manifest");
          json.writeStringField("digest", manifestDigest);
          json.writeStringField("url", manifestUrl);
          json.writeEndObject();
        });
  }

  /**
   * A file with its content: as text if it is valid UTF-8, else in base64. The content of a
   * symbolic link is its target; that of a submodule is its commit ({@link
   * FileContent#ofSubmodule}).
   *
   * @param mode of Git, such as {@code 100644}
   * @param size of the content in bytes
   * @param sha256 of the content, 64 hex digits
   * @param previousSha256 of what the receiver has at that path; null if nothing
   * @throws IllegalArgumentException if the path is no text
   */
  public static byte[] file(
      MessageHead head,
      FilePath path,
      String mode,
      long size,
      String sha256,
      byte[] content,
      String previousSha256) {
    boolean text = isText(content);
    return about(
        head,
        text ? content.length : content.length / 3 * 4,
        json -> {
          beginFile(json, path, mode, size, sha256);
          writeContent(json, content, text);
          json.writeEndObject();
          writePrevious(json, previousSha256);
        });
  }

  /**
   * A part of a file, always in base64, since a character may lie in two of them.
   *
   * @param mode of Git, such as {@code 100644}
   * @param size of the whole file in bytes
   * @param sha256 of the whole file, 64 hex digits
   * @param content of the part
   * @param previousSha256 of what the receiver has at that path; null if nothing
   * @throws IllegalArgumentException if the path is no text
   */
  public static byte[] chunk(
      MessageHead head,
      FilePath path,
      String mode,
      long size,
      String sha256,
      byte[] content,
      String previousSha256,
      Chunk chunk) {
    return about(
        head,
        content.length / 3 * 4,
        json -> {
          beginFile(json, path, mode, size, sha256);
          json.writeObjectFieldStart("chunk");
          json.writeStringField("id", chunk.id());
          json.writeNumberField("index", chunk.index());
          json.writeNumberField("total", chunk.total());
          json.writeEndObject();
          writeContent(json, content, false);
          json.writeEndObject();
          writePrevious(json, previousSha256);
        });
  }

  /**
   * A file that is gone.
   *
   * @param previousSha256 of what the receiver has at that path; null if that is not known
   * @throws IllegalArgumentException if the path is no text
   */
  public static byte[] deleted(MessageHead head, FilePath path, String previousSha256) {
    return about(
        head,
        0,
        json -> {
          json.writeObjectFieldStart("file");
          json.writeStringField("path", text(path));
          json.writeEndObject();
          writePrevious(json, previousSha256);
        });
  }

  /**
   * The repository cannot be synced.
   *
   * @param kind why, in the words of the sync's failures
   * @param detail one safe sentence
   */
  public static byte[] syncFailed(MessageHead head, String kind, String detail) {
    return about(
        head,
        0,
        json -> {
          json.writeObjectFieldStart("failure");
          json.writeStringField("kind", kind);
          json.writeStringField("detail", detail);
          json.writeEndObject();
        });
  }

  /** Nothing but that messages come through. */
  public static byte[] ping(Instant at, UUID subscriberId, String subscriberName) {
    return message(
        DeliveryEvent.PING,
        at,
        0,
        json -> {
          json.writeObjectFieldStart("subscriber");
          json.writeStringField("id", subscriberId.toString());
          json.writeStringField("name", subscriberName);
          json.writeEndObject();
        });
  }

  private static byte[] about(MessageHead head, int length, Data rest) {
    return message(
        head.event(),
        head.at(),
        length,
        json -> {
          RepositoryFacts repository = head.repository();
          json.writeObjectFieldStart("repository");
          json.writeStringField("id", repository.id().toString());
          json.writeStringField("owner", repository.owner());
          json.writeStringField("name", repository.name());
          json.writeStringField("cloneUrl", repository.cloneUrl());
          json.writeEndObject();
          json.writeNumberField("generation", head.generation());
          json.writeStringField("commit", head.commit());
          rest.write(json);
        });
  }

  private static byte[] message(DeliveryEvent event, Instant at, int length, Data data) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(AROUND + length);
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("type", event.type());
      json.writeStringField("timestamp", at.truncatedTo(ChronoUnit.MILLIS).toString());
      json.writeObjectFieldStart("data");
      data.write(json);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException memoryDoesNotFail) {
      throw new UncheckedIOException(memoryDoesNotFail);
    }
    return body.toByteArray();
  }

  private static void beginFile(
      JsonGenerator json, FilePath path, String mode, long size, String sha256) throws IOException {
    json.writeObjectFieldStart("file");
    json.writeStringField("path", text(path));
    json.writeStringField("mode", mode);
    json.writeNumberField("size", size);
    json.writeStringField("sha256", sha256);
  }

  private static String text(FilePath path) {
    if (!path.isText()) {
      throw new IllegalArgumentException("a path that is no UTF-8 cannot be written");
    }
    return path.text();
  }

  private static void writeContent(JsonGenerator json, byte[] content, boolean text)
      throws IOException {
    json.writeStringField("encoding", text ? "utf-8" : "base64");
    json.writeFieldName("content");
    if (text) {
      json.writeUTF8String(content, 0, content.length);
    } else {
      json.writeBinary(content);
    }
  }

  private static void writePrevious(JsonGenerator json, String previousSha256) throws IOException {
    if (previousSha256 != null) {
      json.writeStringField("previousSha256", previousSha256);
    }
  }

  private static boolean isText(byte[] content) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException otherBytes) {
      return false;
    }
  }
}
