package org.sluice.intake;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.intake.reading.ListText;
import org.sluice.job.JobView;
import org.sluice.rest.Answers;

/** Takes lists of repositories. */
@RequestScoped
@Path("/imports")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Repositories")
public class ImportsResource {

  private static final String CSV = "text/csv";
  private static final String OPML = "text/x-opml";
  private static final Set<String> PARAMETERS =
      Set.of("dryRun", "namespace", "mirror", "tags", "interval");

  @Inject private IntakeService intake;
  @Inject private Caller caller;

  /** A form around a list, for the document. */
  @Schema(name = "ListForm")
  interface ListForm {

    @Schema(type = SchemaType.STRING, format = "binary", required = true)
    String getFile();
  }

  /** Imports the list that the body is. */
  @POST
  @UploadFilter.Upload
  @Consumes({CSV, MediaType.APPLICATION_JSON, OPML, MediaType.TEXT_HTML, MediaType.TEXT_PLAIN})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "importRepositories",
      summary = "Track all repositories of a list, or tell what would become of it",
      description =
          "The format is told by what the list holds. CSV has a column url and perhaps name,"
              + " namespace, tags, interval and mirror, or addresses in its first column; JSON is"
              + " an array of addresses or of objects with such fields; OPML, bookmarks and plain"
              + " text hold addresses. A list may have 10 MiB and 50000 entries. The job has an"
              + " item for each entry: what is wrong fails with its line and its reason, what is"
              + " there already is skipped. Repositories are only tracked unless mirror says"
              + " otherwise. When the job ends their health is checked.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Whether to tell only what would become of the list",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      description = "Where repositories lie whose entries name none; else the caller's own",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "mirror",
      in = ParameterIn.QUERY,
      description = "Whether repositories are mirrored whose entries do not say",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @Parameter(
      name = "tags",
      in = ParameterIn.QUERY,
      description = "Labels that all of them get, joined by commas",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "interval",
      in = ParameterIn.QUERY,
      description =
          "ISO 8601 duration between two syncs of mirrors whose entries name none; else the"
              + " installation's",
      schema = @Schema(type = SchemaType.STRING))
  @RequestBody(
      required = true,
      description = "The list, or a form with it as the part file",
      content = {
        @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema =
                @Schema(
                    type = SchemaType.ARRAY,
                    implementation = Object.class,
                    description = "Addresses, or objects with url")),
        @Content(mediaType = OPML, schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)),
        @Content(
            mediaType = MediaType.MULTIPART_FORM_DATA,
            schema = @Schema(implementation = ListForm.class))
      })
  @APIResponse(
      responseCode = "200",
      description = "What would become of the list, if dryRun is true",
      content = @Content(schema = @Schema(implementation = ImportPreview.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that imports it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The same list is being imported for the caller; Location names that job")
  @APIResponse(
      responseCode = "503",
      description = "Too many lists are being read; Retry-After says how long to wait")
  public Response importList(InputStream body, @Context UriInfo uri, @Context HttpHeaders headers)
      throws IOException {
    MediaType type = headers.getMediaType();
    return answer(read(body), type == null ? null : type.getType() + "/" + type.getSubtype(), uri);
  }

  /** Imports the list that a part of the body is. */
  @POST
  @UploadFilter.Upload
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(hidden = true)
  public Response importForm(List<EntityPart> parts, @Context UriInfo uri) throws IOException {
    EntityPart file = null;
    for (EntityPart part : parts) {
      if (!"file".equals(part.getName())) {
        throw DomainException.invalid("body", "may have one part, which is named file");
      }
      if (file != null) {
        throw DomainException.invalid("file", "may be given once");
      }
      file = part;
    }
    if (file == null) {
      throw DomainException.invalid("file", "is required");
    }
    MediaType type = file.getMediaType();
    try (InputStream content = file.getContent()) {
      return answer(
          read(content), type == null ? null : type.getType() + "/" + type.getSubtype(), uri);
    }
  }

  private static byte[] read(InputStream body) throws IOException {
    return body.readNBytes(ListText.MOST_BYTES + 1);
  }

  private Response answer(byte[] bytes, String mediaType, UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, List<String>> given = uri.getQueryParameters();
    given.keySet().stream()
        .filter(name -> !PARAMETERS.contains(name))
        .limit(20)
        .forEach(name -> errors.add(new FieldError(name, "is not a parameter of this operation")));
    given.forEach(
        (name, values) -> {
          if (PARAMETERS.contains(name) && values.size() > 1) {
            errors.add(new FieldError(name, "may be given once"));
          }
        });
    boolean dryRun = flag(given, "dryRun", errors);
    boolean mirror = flag(given, "mirror", errors);
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    NewImport wanted =
        new NewImport(
            bytes,
            mediaType,
            value(given, "namespace"),
            mirror,
            Stream.of(value(given, "tags").split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList(),
            value(given, "interval"));
    if (dryRun) {
      return Response.ok(intake.preview(caller, wanted)).build();
    }
    JobView job = intake.start(caller, wanted);
    return Answers.accepted("/jobs/" + job.id(), job);
  }

  private static String value(Map<String, List<String>> given, String name) {
    List<String> values = given.get(name);
    return values == null || values.isEmpty() ? "" : values.get(0);
  }

  private static boolean flag(
      Map<String, List<String>> given, String name, List<FieldError> errors) {
    String value = value(given, name);
    if (given.containsKey(name) && !value.equals("true") && !value.equals("false")) {
      errors.add(new FieldError(name, "must be true or false"));
    }
    return value.equals("true");
  }
}
