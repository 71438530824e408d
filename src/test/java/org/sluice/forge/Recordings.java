package org.sluice.forge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.sluice.rest.Json;

/** Answers of real forges, kept beside the project; what reads them is skipped without them. */
public final class Recordings {

  private static final Path FOLDER =
      Path.of(System.getProperty("sluice.recordings", "../shared/recordings"));

  private Recordings() {}

  /**
   * One answer, as a parser is given it.
   *
   * @param file such as {@code gitlab/repo.json}
   */
  public static Told told(String file) {
    return Told.of(json(file), file);
  }

  private static JsonNode json(String file) {
    Path path = FOLDER.resolve(file);
    Assumptions.assumeTrue(Files.isRegularFile(path), () -> "no recording " + path);
    try {
      return Json.mapper().readTree(path.toFile());
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** JSON that a test writes, as a parser is given it; apostrophes stand for quotation marks. */
  public static Told written(String json) {
    try {
      return Told.of(Json.mapper().readTree(json.replace('\'', '"')), "answer");
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
  }
}
