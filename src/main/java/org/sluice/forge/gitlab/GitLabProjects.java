package org.sluice.forge.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Told;

/** What GitLab answers of projects. */
final class GitLabProjects {

  private GitLabProjects() {}

  /** The projects of a page. */
  static List<RemoteRepository> all(Told page) throws ForgeFailure {
    List<RemoteRepository> all = new ArrayList<>();
    for (Told project : page.items()) {
      all.add(one(project, List.of()));
    }
    return all;
  }

  /**
   * One project.
   *
   * @param languages as {@link #languages} reads them
   */
  static RemoteRepository one(Told project, List<String> languages) throws ForgeFailure {
    // Before GitLab 14.5 topics were called tags; both are told since.
    String topics = project.has("topics") ? "topics" : "tag_list";
    String updated = project.has("updated_at") ? "updated_at" : "last_activity_at";
    return new RemoteRepository(
        Long.toString(project.number("id")),
        project.words("path_with_namespace"),
        project.wordsOrNull("http_url_to_repo"),
        project.wordsOrNull("web_url"),
        project.wordsOrNull("description"),
        project.textsOrNone(topics),
        languages,
        project.objectOrNull("license", licence -> licence.wordsOrNull("key")),
        project.numberOrNull("star_count"),
        project.numberOrNull("forks_count"),
        null,
        project.numberOrNull("open_issues_count"),
        project.objectOrNull("statistics", sizes -> sizes.numberOrNull("repository_size")),
        project.wordsOrNull("default_branch"),
        project.wordsOrNull("visibility"),
        project.isSet("archived"),
        false,
        project.flagOrNull("empty_repo"),
        project.objectOrNull("forked_from_project", from -> from.words("path_with_namespace")),
        project.timeOrNull("created_at"),
        project.timeOrNull(updated),
        null);
  }

  /** Full name of one project. */
  static String name(Told project) throws ForgeFailure {
    return project.words("path_with_namespace");
  }

  /** Languages, the most used first; GitLab tells the share of each. */
  static List<String> languages(Told shares) throws ForgeFailure {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> share : shares.json().properties()) {
      if (!share.getValue().isNumber()) {
        throw shares.malformed("has a share that is no number");
      }
      byName.put(share.getKey(), share.getValue().doubleValue());
    }
    return byName.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether the project has merge requests at all. */
  static boolean hasMergeRequests(Told project) throws ForgeFailure {
    return !"disabled".equals(project.textOrNull("merge_requests_access_level"))
        && !Boolean.FALSE.equals(project.flagOrNull("merge_requests_enabled"));
  }
}
