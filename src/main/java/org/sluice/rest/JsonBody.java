package org.sluice.rest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * Reads and writes JSON bodies with the one strict mapping, instead of the servers' own bindings.
 *
 * <p>A body that does not fit is refused with the field and what was expected, never with the
 * value.
 */
@Provider
@Priority(Priorities.USER - 1000)
@Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class JsonBody implements MessageBodyReader<Object>, MessageBodyWriter<Object> {

  /** Largest JSON body, in bytes. */
  static final int MAX_BODY = 1 << 20;

  @Override
  public boolean isReadable(Class<?> type, Type generic, Annotation[] on, MediaType media) {
    return isOurs(type, media);
  }

  @Override
  public boolean isWriteable(Class<?> type, Type generic, Annotation[] on, MediaType media) {
    return isOurs(type, media);
  }

  private static boolean isOurs(Class<?> type, MediaType media) {
    boolean json =
        media.getSubtype().equals("json")
            || media.getSubtype().endsWith("+json")
            || media.isWildcardSubtype();
    return json
        && type != String.class
        && type != byte[].class
        && !InputStream.class.isAssignableFrom(type)
        && !jakarta.ws.rs.core.StreamingOutput.class.isAssignableFrom(type);
  }

  @Override
  public Object readFrom(
      Class<Object> type,
      Type generic,
      Annotation[] on,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream in)
      throws IOException {
    byte[] body = in.readNBytes(MAX_BODY + 1);
    if (body.length == 0) {
      throw DomainException.invalid("body", "a JSON object is expected");
    }
    return read(body, Json.mapper().constructType(generic));
  }

  /**
   * Reads a body that may be left out.
   *
   * @param in the body as it comes; nothing of it if it was left out
   * @throws DomainException INVALID or TOO_LARGE, as for every other body
   */
  public static <T> Optional<T> readOptional(InputStream in, Class<T> type) throws IOException {
    byte[] body = in.readNBytes(MAX_BODY + 1);
    return body.length == 0
        ? Optional.empty()
        : Optional.of(type.cast(read(body, Json.mapper().constructType(type))));
  }

  private static Object read(byte[] body, JavaType type) throws IOException {
    if (body.length > MAX_BODY) {
      throw new DomainException(
          FailureKind.TOO_LARGE, "body-too-large", "The body may have " + MAX_BODY + " bytes.");
    }
    try {
      Object read = Json.mapper().readValue(body, type);
      if (read == null) {
        throw DomainException.invalid("body", "a JSON object is expected");
      }
      return read;
    } catch (JsonProcessingException unfit) {
      throw refusal(unfit);
    }
  }

  @Override
  public void writeTo(
      Object body,
      Class<?> type,
      Type generic,
      Annotation[] on,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(Json.mapper().writeValueAsBytes(body));
  }

  /** Says in words where a document does not fit, without the value that did not. */
  static DomainException refusal(JsonProcessingException unfit) {
    if (unfit instanceof StreamConstraintsException) {
      return DomainException.invalid(
          "body", "is nested too deep or holds a value that is too long");
    }
    if (unfit instanceof JsonParseException) {
      return DomainException.invalid("body", "is not JSON" + position(unfit));
    }
    if (unfit instanceof UnrecognizedPropertyException unknown) {
      return DomainException.invalid(path(unknown), "is not a field of this request");
    }
    if (unfit instanceof InvalidFormatException wrong && wrong.getTargetType().isEnum()) {
      String allowed =
          Arrays.stream(wrong.getTargetType().getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
      return DomainException.invalid(path(wrong), "must be one of " + allowed);
    }
    if (unfit instanceof MismatchedInputException wrong) {
      Throwable cause = wrong.getCause();
      if (cause instanceof DomainException refused) {
        return refused;
      }
      return DomainException.invalid(path(wrong), "must be " + expected(wrong.getTargetType()));
    }
    if (unfit instanceof JsonMappingException wrong) {
      if (wrong.getCause() instanceof DomainException refused) {
        return refused;
      }
      if (wrong.getCause() instanceof InputCoercionException) {
        return DomainException.invalid(path(wrong), "must be a whole number of fewer digits");
      }
      return DomainException.invalid(path(wrong), "is not valid");
    }
    return DomainException.invalid("body", "is not JSON");
  }

  private static String position(JsonProcessingException unfit) {
    return unfit.getLocation() == null
        ? ""
        : " (line "
            + unfit.getLocation().getLineNr()
            + ", column "
            + unfit.getLocation().getColumnNr()
            + ")";
  }

  private static String path(JsonMappingException wrong) {
    List<JsonMappingException.Reference> path = wrong.getPath();
    String joined =
        path.stream()
            .map(
                part ->
                    part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
            .collect(Collectors.joining("."))
            .replace(".[", "[");
    return joined.isEmpty() ? "body" : joined;
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type == String.class) {
      return "text";
    }
    if (type == java.util.UUID.class) {
      return "a UUID";
    }
    if (type == java.time.Instant.class) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    if (type == java.time.Duration.class) {
      return "a duration such as PT1H";
    }
    if (java.util.Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return "an object";
  }
}
