package org.sluice.job;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.watch.JobLookup;
import org.sluice.job.watch.JobStreams;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;
import org.sluice.rest.stream.SseWatcher;

/** {@code /jobs}: watch and steer long operations. */
@RequestScoped
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs", description = "Long operations: their progress, their items, their history.")
public class JobResource {

  private static final Set<String> JOB_FILTERS = Set.of("kind", "status", "requestedBy", "since");
  private static final Set<String> ITEM_FILTERS = Set.of("status");

  private static final int DAY = 24;
  private static final int WEEK = 7 * DAY;

  @Inject private Caller caller;
  @Inject private JobService jobs;
  @Inject private JobStreams streams;

  /** Jobs that the caller sees, the latest first. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listJobs",
      summary = "List jobs",
      description =
          "Jobs that the caller started, and those whose namespaces he all sees. More than 1000 are"
              + " not counted: totalIsExact is then false.")
  @Parameter(
      name = "kind",
      in = ParameterIn.QUERY,
      description = "Only jobs of this kind.",
      schema = @Schema(implementation = JobKind.class))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      description = "Only jobs in this state.",
      schema = @Schema(implementation = JobStatus.class))
  @Parameter(
      name = "requestedBy",
      in = ParameterIn.QUERY,
      description = "Only jobs that this user started.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "Only jobs created at or after this time.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Only jobs whose selection holds this text.",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "Of createdAt, completedAt, kind, status; a minus turns the order.",
      schema = @Schema(type = SchemaType.STRING, defaultValue = "-createdAt"))
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @APIResponse(
      responseCode = "200",
      description = "A page of jobs.",
      headers =
          @Header(
              name = "Link",
              description = "first, prev, next and last page",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = JobPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), JobLookup.JOB_SORTS.keySet(), "-createdAt", JOB_FILTERS);
    return Answers.page(jobs.list(caller, query), uri);
  }

  /** What jobs came to by the hour, as the console draws it. */
  @GET
  @Path("/throughput")
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getJobThroughput",
      summary = "Count what jobs did, by the hour",
      description =
          "Of the jobs that GET /jobs lists, by the hour of UTC in which they ended, the earliest"
              + " first. Hours in which none ended are left out; the present hour counts.")
  @Parameter(
      name = "hours",
      in = ParameterIn.QUERY,
      description = "How many hours, the present one among them.",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "168", defaultValue = "24"))
  @APIResponse(
      responseCode = "200",
      description = "The hours.",
      content = @Content(schema = @Schema(implementation = JobThroughput.class)))
  public JobThroughput throughput(@Context UriInfo uri) {
    return jobs.throughput(caller, Answers.number(uri, "hours", DAY, WEEK));
  }

  /** One job; cheap enough to be polled. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getJob",
      summary = "Look at one job",
      description = "Answered from memory while the job runs; send If-None-Match when polling.")
  @APIResponse(
      responseCode = "200",
      description = "The job.",
      headers =
          @Header(
              name = "ETag",
              description = "Changes whenever the answer does.",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "304", description = "Nothing changed since that ETag.")
  public Response one(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id,
      @Context Request request) {
    JobService.Tagged job = jobs.find(caller, uuid(id));
    return Answers.single(job.job(), job.tag(), request);
  }

  /** What a job is about, item by item. */
  @GET
  @Path("/{id}/items")
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listJobItems",
      summary = "List the items of a job",
      description =
          "Items of scheduled jobs that found nothing to do are counted but not kept. More than"
              + " 1000 are not counted here: totalIsExact is then false.")
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      description = "Only items in this state.",
      schema = @Schema(implementation = ItemStatus.class))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Only items whose subject's name holds this text.",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "Of position, name, completedAt, status (failures first).",
      schema = @Schema(type = SchemaType.STRING, defaultValue = "position"))
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @APIResponse(
      responseCode = "200",
      description = "A page of items.",
      headers =
          @Header(
              name = "Link",
              description = "first, prev, next and last page",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = ItemPage.class)))
  public Response items(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id,
      @Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), JobLookup.ITEM_SORTS.keySet(), "position", ITEM_FILTERS);
    return Answers.page(jobs.items(caller, uuid(id), query), uri);
  }

  /** A job as a stream of events. */
  @GET
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "watchJob",
      summary = "Watch a job as Server-Sent Events",
      description =
          "Events progress (the job), item (an item that changed) and end (the job, then the"
              + " stream closes). A comment comes at least every 15 s. After 30 minutes, and when the"
              + " watcher's rights or credentials change, the stream closes and may be opened again"
              + " with Last-Event-ID.")
  @APIResponse(
      responseCode = "200",
      description = "The stream.",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(
      responseCode = "503",
      description = "Too many streams are open; Retry-After says when to try again.")
  public void events(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id,
      @Parameter(
              description = "Id of the last event that was received.",
              schema = @Schema(type = SchemaType.STRING))
          @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER)
          String lastEventId,
      @Context SseEventSink sink,
      @Context Sse sse) {
    JobView job = jobs.find(caller, uuid(id)).job();
    streams.open(caller, job, new SseWatcher(sink, sse), lastEventId);
  }

  /** Stops a job. */
  @POST
  @Path("/{id}/cancel")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "cancelJob",
      summary = "Cancel a job",
      description = "Nothing more starts and what runs is ended; what was done stays done.")
  @APIResponse(
      responseCode = "202",
      description = "The job, being cancelled or cancelled.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "The job has ended already (job-ended).")
  public Response cancel(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id) {
    return accepted(jobs.cancel(caller, uuid(id)));
  }

  /** Pauses a job. */
  @POST
  @Path("/{id}/pause")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "pauseJob",
      summary = "Pause a job",
      description = "Nothing more starts until it is resumed; what runs goes on to its end.")
  @APIResponse(
      responseCode = "202",
      description = "The job, paused.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The job is paused already, is being cancelled, or has ended.")
  public Response pause(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id) {
    return accepted(jobs.pause(caller, uuid(id)));
  }

  /** Lets a paused job go on. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "resumeJob", summary = "Resume a paused job")
  @APIResponse(
      responseCode = "202",
      description = "The job, going on.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "The job is not paused.")
  public Response resume(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id) {
    return accepted(jobs.resume(caller, uuid(id)));
  }

  /** Repeats what failed. */
  @POST
  @Path("/{id}/retry")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "retryJob",
      summary = "Repeat what failed or was cancelled",
      description = "Starts a child job of those items.")
  @APIResponse(
      responseCode = "202",
      description = "The child job; Location says where it is.",
      headers =
          @Header(
              name = "Location",
              description = "The child job.",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The job has not ended, has nothing to repeat, or is being repeated already.")
  public Response retry(
      @Parameter(
              description = "The job.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, format = "uuid"))
          @PathParam("id")
          String id) {
    return accepted(jobs.retry(caller, uuid(id)));
  }

  /**
   * 202 with a job and where it is; for every operation that starts one.
   *
   * @param job the job
   */
  public static Response accepted(JobView job) {
    return Answers.accepted("/jobs/" + job.id(), job);
  }

  private static UUID uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException notAnId) {
      // What cannot be an id names no job.
    }
    throw DomainException.notFound("job");
  }

  /** Shape of a page of jobs, for the document of the API. */
  private record JobPage(
      List<JobView> items, int page, int size, long total, boolean totalIsExact) {}

  /** Shape of a page of items, for the document of the API. */
  @Schema(name = "JobItemPage")
  private record ItemPage(
      List<ItemView> items, int page, int size, long total, boolean totalIsExact) {}
}
