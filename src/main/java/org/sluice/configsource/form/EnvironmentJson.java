package org.sluice.configsource.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.PropertySource;
import org.sluice.configsource.document.Value;

/** Writes an answer as JSON with all its documents, placeholders as they stand in the files. */
public final class EnvironmentJson {

  /** Media type of the JSON that tells where each value stands. */
  public static final String WITH_ORIGINS = "application/vnd.spring-cloud.config-server.v2+json";

  private static final JsonFactory FACTORY = new JsonFactory();

  private EnvironmentJson() {}

  /**
   * The answer in UTF-8.
   *
   * @param origins whether each value is an object with its line and column, if these are known
   */
  public static byte[] of(ConfigAnswer answer, boolean origins) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("name", answer.question().application());
      json.writeArrayFieldStart("profiles");
      json.writeString(answer.question().profile());
      json.writeEndArray();
      json.writeStringField("label", answer.question().label());
      json.writeStringField("version", answer.commit().version());
      json.writeStringField("state", "");
      json.writeArrayFieldStart("propertySources");
      for (PropertySource source : answer.propertySources()) {
        json.writeStartObject();
        json.writeStringField("name", source.name());
        json.writeObjectFieldStart("source");
        for (Map.Entry<String, Value> each : source.values().entrySet()) {
          json.writeFieldName(each.getKey());
          write(json, each.getValue(), origins);
        }
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Value value, boolean origins) throws IOException {
    if (!origins || !value.hasOrigin()) {
      JsonScalars.write(json, value.value());
      return;
    }
    json.writeStartObject();
    json.writeFieldName("value");
    JsonScalars.write(json, value.value());
    json.writeStringField("origin", value.origin());
    json.writeEndObject();
  }
}
