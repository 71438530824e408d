package org.sluice.configsource;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.configsource.watch.SourceStreams;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;
import org.sluice.rest.stream.SseWatcher;

/** Shows, changes, refreshes and deletes one configuration source. */
@RequestScoped
@Path("/config-sources/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Configuration sources")
public class ConfigSourceResource {

  private static final Duration AGAIN = Duration.ofSeconds(10);

  @Inject private ConfigSourceService sources;
  @Inject private SourceStreams streams;
  @Inject private Settings settings;
  @Inject private Caller caller;

  @PathParam("name")
  private String name;

  /** The source as it is now. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getConfigSource", summary = "Show one configuration source")
  @APIResponse(
      responseCode = "200",
      description = "The source; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = ConfigSourceView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    ConfigSourceView view = sources.get(caller, name);
    return Answers.single(view, view.tag(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "changeConfigSource",
      summary = "Change one configuration source",
      description =
          "JSON Merge Patch: an absent field stays, null takes what is usual. Its upstream is"
              + " looked at at once. If-Match is honoured. The repository stays the same.")
  @RequestBody(
      description = "The fields to change, named as for adding",
      content = @Content(schema = @Schema(implementation = NewConfigSource.class)))
  @APIResponse(
      responseCode = "200",
      description = "The source as it is now",
      content = @Content(schema = @Schema(implementation = ConfigSourceView.class)))
  @APIResponse(responseCode = "409", description = "The name is taken")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, ConfigSourceService.PATCHABLE);
    ConfigSourceView view = sources.change(caller, name, patch, ifMatch);
    return Response.ok(view).tag(new EntityTag(view.tag())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "deleteConfigSource",
      summary = "Serve no configuration from a repository any more",
      description = "The repository and its mirror stay; the source's history goes.")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    sources.delete(caller, name, ifMatch);
    return Response.noContent().build();
  }

  /** How following it stands. */
  @GET
  @Path("/state")
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getConfigSourceState",
      summary = "Show how following a configuration source stands")
  @Parameter(
      name = "maxAge",
      in = ParameterIn.QUERY,
      description =
          "A duration in ISO 8601, such as PT2M; the answer then says in needsRefresh whether the"
              + " last success is longer ago",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "The state",
      content = @Content(schema = @Schema(implementation = SourceStateView.class)))
  public Response state(@Context UriInfo uri) {
    SourceStateView state = sources.state(caller, name, maxAge(uri));
    return Response.ok(state).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  private static Duration maxAge(UriInfo uri) {
    List<String> given = uri.getQueryParameters().get("maxAge");
    if (given == null) {
      return null;
    }
    try {
      Duration age = Duration.parse(given.get(0));
      if (given.size() == 1 && !age.isNegative()) {
        return age;
      }
    } catch (DateTimeException | ArithmeticException notOne) {
      // Refused as one that is negative.
    }
    throw DomainException.invalid("maxAge", "must be one duration such as PT2M");
  }

  /** What changed. */
  @GET
  @Path("/history")
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listConfigSourceHistory",
      summary = "List the changes that a configuration source has seen",
      description = "Each time that its default label named another commit, or was gone.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "at; a minus before it turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "One page, the latest first unless asked otherwise",
      content = @Content(schema = @Schema(implementation = ConfigChangePage.class)))
  public Response history(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), ConfigSourceService.HISTORY_SORT_KEYS, "-at", Set.of());
    return Answers.page(sources.history(caller, name, query), uri);
  }

  /** The source as a stream of events. */
  @GET
  @Path("/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "watchConfigSource",
      summary = "Watch a configuration source as Server-Sent Events",
      description =
          "Events state (how following stands, at once and after each look) and change (an entry"
              + " of the history). A comment comes at least every 15 s. After 30 minutes, and when"
              + " the watcher's rights or credentials change, the stream closes and may be opened"
              + " again with Last-Event-ID; changes that were missed come first.")
  @APIResponse(
      responseCode = "200",
      description = "The stream",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(
      responseCode = "503",
      description = "Too many streams are open; Retry-After says when to try again")
  public void events(
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
      @Context SseEventSink sink,
      @Context Sse sse) {
    streams.open(caller, sources.require(caller, name), new SseWatcher(sink, sse), lastEventId);
  }

  /** Refreshes it and waits. */
  @POST
  @Path("/refresh")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "refreshConfigSource",
      summary = "Look at the upstream of a configuration source now, and wait for what comes out",
      description =
          "The answer is that of a look that began after the request; requests that come while one"
              + " runs share the next. What it found is served when the answer comes.")
  @APIResponse(
      responseCode = "200",
      description = "The source is equal to its upstream",
      content = @Content(schema = @Schema(implementation = RefreshResult.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "What the upstream has cannot be served: its change waits for a decision, the default"
              + " label is gone, or the repository is not mirrored")
  @APIResponse(
      responseCode = "502",
      description = "The upstream failed; the type of the problem names the kind")
  @APIResponse(
      responseCode = "503",
      description = "It takes longer than a minute, and goes on; Retry-After says when to look")
  public void refresh(@Context UriInfo uri, @Suspended AsyncResponse answer) {
    Answers.refuseParameters(uri);
    answer.setTimeout(settings.configRefreshWait().toMillis(), TimeUnit.MILLISECONDS);
    answer.setTimeoutHandler(
        late ->
            late.resume(
                DomainException.retryLater(
                    FailureKind.UNAVAILABLE,
                    "refresh-goes-on",
                    "The refresh takes long and goes on. The state of the source tells its end.",
                    AGAIN)));
    sources
        .refresh(caller, name)
        .whenComplete(
            (result, failed) -> {
              if (failed instanceof CompletionException && failed.getCause() != null) {
                answer.resume(failed.getCause());
              } else if (failed != null) {
                answer.resume(failed);
              } else {
                answer.resume(result);
              }
            });
  }

  /** Shape of a page, for the document of the API. */
  private record ConfigChangePage(
      List<ConfigChangeView> items, int page, int size, long total, boolean totalIsExact) {}
}
