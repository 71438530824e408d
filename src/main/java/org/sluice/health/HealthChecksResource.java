package org.sluice.health;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.registry.selection.RepositoryChoice;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.rest.Answers;
import org.sluice.rest.JsonBody;

/** Starts a health check of all repositories that the caller maintains, or of some of them. */
@RequestScoped
@Path("/repositories/health-check")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Health")
public class HealthChecksResource {

  private static final Duration LONGEST = Duration.ofDays(365);

  @Inject private HealthService health;
  @Inject private Caller caller;

  /**
   * Which repositories to check.
   *
   * @param repositoryIds ids of the repositories, 1 to 1000; null to select otherwise
   * @param selection filters as of the list; null for all
   * @param skipIfCheckedWithin ISO 8601 duration: what was checked within it is left out; null for
   *     nothing
   */
  @Schema(name = "HealthCheckSelection")
  public record Selection(
      List<UUID> repositoryIds, RepositorySelection selection, String skipIfCheckedWithin) {}

  /** Starts it; without a body over all. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "checkRepositories",
      summary = "Check the health of all repositories, or of some",
      description =
          "All means all that the caller maintains; for an administrator, all there are. The job"
              + " has a counter for each state.")
  @RequestBody(
      required = false,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Selection.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that does it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The caller's last job over the same selection is active; Location names it")
  public Response check(InputStream body, @Context UriInfo uri) throws IOException {
    Answers.refuseParameters(uri);
    Selection wanted =
        JsonBody.readOptional(body, Selection.class).orElse(new Selection(null, null, null));
    Duration within = within(wanted.skipIfCheckedWithin());
    JobView job =
        new RepositoryChoice(wanted.repositoryIds(), wanted.selection())
            .either(
                ids -> health.checkChosen(caller, ids, within),
                selection -> health.checkSelected(caller, selection, within));
    return Answers.accepted("/jobs/" + job.id(), job);
  }

  private static Duration within(String text) {
    if (text == null) {
      return null;
    }
    try {
      Duration within = Duration.parse(text.strip());
      if (!within.isNegative() && !within.isZero() && within.compareTo(LONGEST) <= 0) {
        return within;
      }
    } catch (DateTimeException | ArithmeticException notOne) {
      // Refused as one that is out of range.
    }
    throw DomainException.invalid(
        "skipIfCheckedWithin", "must be a duration such as PT24H, at most P365D");
  }
}
