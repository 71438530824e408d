package org.sluice.forge.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which repository the body of a webhook is about. The rest of it is skipped as it is read, so that
 * a large body costs little more than itself.
 *
 * @param cloneUrls addresses of the repository, as the forge tells them; empty if it is about none
 */
public record HookBody(Set<String> cloneUrls) {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(25 << 20)
                  .build())
          .build();
  private static final ObjectMapper TREES = new ObjectMapper(JSON);
  private static final String[] PLACES = {
    "/clone_url",
    "/ssh_url",
    "/html_url",
    "/git_http_url",
    "/git_ssh_url",
    "/web_url",
    "/links/html/href"
  };
  private static final String FORM = "payload=";

  /** The set is copied. */
  public HookBody {
    cloneUrls = Set.copyOf(cloneUrls);
  }

  /**
   * Reads a body.
   *
   * @param body JSON, or the form in which GitHub wraps it
   * @return empty if it is no JSON object
   */
  public static Optional<HookBody> read(byte[] body) {
    byte[] json = unwrapped(body);
    try (JsonParser parser = JSON.createParser(json)) {
      parser.setCodec(TREES);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Set<String> urls = new LinkedHashSet<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        boolean about = name.equals("repository") || name.equals("project");
        if (about && value == JsonToken.START_OBJECT) {
          add(parser.readValueAsTree(), urls);
        } else {
          parser.skipChildren();
        }
      }
      return parser.nextToken() == null ? Optional.of(new HookBody(urls)) : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  private static void add(JsonNode repository, Set<String> urls) {
    for (String place : PLACES) {
      JsonNode url = repository.at(place);
      if (url.isTextual() && url.textValue().length() <= 2048) {
        urls.add(url.textValue());
      }
    }
  }

  private static byte[] unwrapped(byte[] body) {
    if (body.length < FORM.length()
        || !new String(body, 0, FORM.length(), StandardCharsets.US_ASCII).equals(FORM)) {
      return body;
    }
    String form =
        new String(body, FORM.length(), body.length - FORM.length(), StandardCharsets.UTF_8);
    int end = form.indexOf('&');
    try {
      return URLDecoder.decode(end < 0 ? form : form.substring(0, end), StandardCharsets.UTF_8)
          .getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noForm) {
      return body;
    }
  }
}
