package org.sluice.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.sluice.failure.FieldError;

/**
 * An error answer (RFC 9457).
 *
 * @param type path of the problem's kind, {@code /problems/<slug>}
 * @param title short name of the status
 * @param status HTTP status
 * @param detail what happened, safe to show
 * @param instance path of the request
 * @param errors broken rules by field, absent where there are none
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "errors"})
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

  /** Media type of problems. */
  public static final String MEDIA_TYPE = "application/problem+json";
}
