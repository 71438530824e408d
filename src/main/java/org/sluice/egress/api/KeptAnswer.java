package org.sluice.egress.api;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer as it is kept to be asked for again by its tag.
 *
 * @param etag as the server gave it, quotes and weakness included; null if it has none
 * @param lastModified as the server gave it; null if it did not say
 * @param headers those fields that say what the body is and where the list goes on
 * @param body decoded
 */
record KeptAnswer(
    String etag, String lastModified, Map<String, List<String>> headers, byte[] body) {

  private static final int FORMAT = 0x534c4b31;
  private static final List<String> FIELDS = List.of("Content-Type", "Link");
  private static final int MOST_VALUES = 32;

  /** What of an answer is kept; null if it cannot be asked for by a tag. */
  static KeptAnswer of(ApiAnswer answer) {
    String etag = answer.header("ETag").orElse(null);
    String lastModified = answer.header("Last-Modified").orElse(null);
    if (answer.status() != 200 || etag == null && lastModified == null) {
      return null;
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    FIELDS.forEach(name -> headers.put(name, answer.all(name)));
    return new KeptAnswer(etag, lastModified, headers, answer.body());
  }

  /** The whole answer, made of this and what the server says now: that this holds still. */
  ApiAnswer confirmedBy(ApiAnswer unchanged) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fields.putAll(headers);
    fields.putAll(unchanged.headers());
    return new ApiAnswer(unchanged.uri(), null, 200, fields, body, true);
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(FORMAT);
    out.writeUTF(etag == null ? "" : etag);
    out.writeUTF(lastModified == null ? "" : lastModified);
    for (String name : FIELDS) {
      List<String> values = headers.getOrDefault(name, List.of());
      out.writeInt(values.size());
      for (String value : values) {
        out.writeUTF(value);
      }
    }
    out.writeInt(body.length);
    out.write(body);
  }

  /** Reads one that {@link #writeTo} wrote, to the end of the stream. */
  static KeptAnswer readFrom(DataInputStream in) throws IOException {
    if (in.readInt() != FORMAT) {
      throw new IOException("of another format");
    }
    String etag = in.readUTF();
    String lastModified = in.readUTF();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : FIELDS) {
      String[] values = new String[bounded(in.readInt(), MOST_VALUES)];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readUTF();
      }
      headers.put(name, List.of(values));
    }
    int length = bounded(in.readInt(), Exchange.MOST_BYTES);
    byte[] body = in.readNBytes(length);
    if (body.length != length || in.read() >= 0) {
      throw new IOException("of another length");
    }
    return new KeptAnswer(
        etag.isEmpty() ? null : etag, lastModified.isEmpty() ? null : lastModified, headers, body);
  }

  private static int bounded(int value, int most) throws IOException {
    if (value < 0 || value > most) {
      throw new IOException("out of bounds");
    }
    return value;
  }
}
