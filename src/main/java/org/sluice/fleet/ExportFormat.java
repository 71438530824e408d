package org.sluice.fleet;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.sluice.rest.Json;

/** What an export is written in; either comes in again as an import. */
public enum ExportFormat {
  /** RFC 4180 with a header; no cell is a formula. */
  CSV("text/csv;charset=UTF-8") {
    @Override
    public void write(Iterator<List<ExportedRepository>> portions, OutputStream out)
        throws IOException {
      BufferedWriter text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      CSVPrinter table = new CSVPrinter(text, CSVFormat.RFC4180);
      table.printRecord(ExportedRepository.COLUMNS);
      while (portions.hasNext()) {
        for (ExportedRepository each : portions.next()) {
          table.printRecord(each.cells());
        }
      }
      table.flush();
    }
  },
  /** An array of objects. */
  JSON("application/json") {
    @Override
    public void write(Iterator<List<ExportedRepository>> portions, OutputStream out)
        throws IOException {
      try (JsonGenerator array = Json.mapper().getFactory().createGenerator(out)) {
        array.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        array.writeStartArray();
        while (portions.hasNext()) {
          for (ExportedRepository each : portions.next()) {
            array.writePOJO(each);
          }
        }
        array.writeEndArray();
      }
    }
  };

  private final String mediaType;

  ExportFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The format of that name, such as {@code csv}; empty if there is none. */
  public static Optional<ExportFormat> named(String name) {
    return Stream.of(values()).filter(each -> each.ending().equals(name)).findFirst();
  }

  /** Its name, with which names of files end too. */
  public String ending() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Media type of what is written. */
  public String mediaType() {
    return mediaType;
  }

  /** What a browser does with it: keeps it as a file. */
  public String disposition() {
    return "attachment; filename=\"repositories." + ending() + "\"";
  }

  /** Writes all of them, a portion at a time; leaves the stream open. */
  public abstract void write(Iterator<List<ExportedRepository>> portions, OutputStream out)
      throws IOException;
}
