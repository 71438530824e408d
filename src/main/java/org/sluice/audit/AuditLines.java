package org.sluice.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sluice.rest.Json;
import org.sluice.rest.PageQuery;

/** The record as JSON values, one a line, oldest first. */
public final class AuditLines {

  /** Media type of it. */
  public static final String TYPE = "application/x-ndjson";

  private AuditLines() {}

  /**
   * Writes all entries that pass the filters, portion after portion.
   *
   * @param first the first portion, which was read before the status was sent
   */
  public static void write(AuditLog audit, PageQuery query, List<AuditView> first, OutputStream out)
      throws IOException {
    List<AuditView> portion = first;
    while (!portion.isEmpty()) {
      for (AuditView entry : portion) {
        out.write(Json.mapper().writeValueAsString(entry).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
      out.flush();
      portion = audit.after(query, portion.get(portion.size() - 1));
    }
  }
}
