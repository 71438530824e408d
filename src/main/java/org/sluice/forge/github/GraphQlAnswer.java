package org.sluice.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Told;

/** The answer to a question over GraphQL: what it tells, and which parts of it are errors. */
final class GraphQlAnswer {

  private static final Set<String> OF_SCHEMA =
      Set.of("undefinedField", "undefinedType", "argumentNotAccepted", "selectionMismatch");
  private static final Pattern ABOUT_SCHEMA =
      Pattern.compile(
          "doesn't exist on type|cannot query field|no such type|unknown (type|field|argument)",
          Pattern.CASE_INSENSITIVE);

  private final Told repository;
  private final Map<String, ForgeFailure> errors;

  private GraphQlAnswer(Told repository, Map<String, ForgeFailure> errors) {
    this.repository = repository;
    this.errors = errors;
  }

  /**
   * Reads an answer.
   *
   * @throws GraphQlMissing if the server does not know GraphQL, or not this schema
   * @throws ForgeFailure if nothing is told, or an error is about the whole
   */
  static GraphQlAnswer of(ForgeApi api, ApiAnswer answer) throws GraphQlMissing, ForgeFailure {
    switch (answer.status()) {
      case 200 -> {}
      case 404, 405, 501 -> throw new GraphQlMissing("answered with " + answer.status());
      default -> throw api.refusal(answer);
    }
    JsonNode json =
        ForgeApi.json(answer.body())
            .filter(JsonNode::isObject)
            .orElseThrow(() -> new GraphQlMissing("answered with no object"));
    Told told = Told.of(json, answer.uri().getRawPath());
    List<Told> errors = told.has("errors") ? told.items("errors") : List.of();
    Told data = told.objectOrNull("data");
    Told repository = data == null ? null : data.objectOrNull("repository");
    if (repository == null && errors.isEmpty()) {
      throw new GraphQlMissing("told nothing");
    }
    Map<String, ForgeFailure> byPlace = new HashMap<>();
    for (Told error : errors) {
      if (isAboutSchema(error.json())) {
        throw new GraphQlMissing("knows another schema");
      }
      JsonNode path = error.json().path("path");
      ForgeFailure failure = failure(api, error.json());
      // Whatever it is about, nobody may take its absence for what is true.
      if (repository == null || path.size() < 2) {
        throw failure;
      }
      byPlace.putIfAbsent(place(path.get(1).asText(), path.path(2).asText("")), failure);
    }
    return new GraphQlAnswer(repository, byPlace);
  }

  private static boolean isAboutSchema(JsonNode error) {
    return OF_SCHEMA.contains(error.path("extensions").path("code").asText(""))
        || ABOUT_SCHEMA.matcher(error.path("message").asText("")).find();
  }

  private static ForgeFailure failure(ForgeApi api, JsonNode error) {
    ForgeFailure.Kind kind =
        switch (error.path("type").asText("")) {
          case "NOT_FOUND" -> ForgeFailure.Kind.NOT_FOUND;
          case "FORBIDDEN", "INSUFFICIENT_SCOPES" -> ForgeFailure.Kind.FORBIDDEN;
          default -> ForgeFailure.Kind.UNAVAILABLE;
        };
    String words = api.words(error.path("message").asText(""));
    return new ForgeFailure(
        kind, api.host() + " does not tell this" + (words.isEmpty() ? "." : ": " + words), null);
  }

  private static String place(String alias, String field) {
    return field.isEmpty() ? alias : alias + "." + field;
  }

  /**
   * One field of a pull request is to be read.
   *
   * @return the pull request
   * @throws ForgeFailure if there is an error about the field or the whole pull request
   */
  Told pull(String alias, String field) throws ForgeFailure {
    for (String place : List.of(place(alias, ""), place(alias, field))) {
      if (errors.containsKey(place)) {
        throw errors.get(place);
      }
    }
    return repository.object(alias);
  }
}
