package org.sluice.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The form that GitHub's schema gives to answers: whatever a stub tells is completed with what the
 * schema wants and no test looks at. What the stub told stays.
 */
final class GitHubForm {

  private static final String TIME = "2026-01-05T08:00:00Z";
  private static final List<String> OF_USER =
      List.of(
          "events",
          "followers",
          "following",
          "gists",
          "organizations",
          "received_events",
          "repos",
          "starred",
          "subscriptions");
  private static final List<String> OF_REPOSITORY =
      List.of(
          "archive",
          "assignees",
          "blobs",
          "branches",
          "collaborators",
          "comments",
          "commits",
          "compare",
          "contents",
          "contributors",
          "deployments",
          "downloads",
          "events",
          "forks",
          "git_commits",
          "git_refs",
          "git_tags",
          "hooks",
          "issue_comment",
          "issue_events",
          "issues",
          "keys",
          "labels",
          "languages",
          "merges",
          "milestones",
          "notifications",
          "pulls",
          "releases",
          "stargazers",
          "statuses",
          "subscribers",
          "subscription",
          "tags",
          "teams",
          "trees");
  private static final List<String> OF_PULL =
      List.of(
          "comments",
          "commits",
          "diff",
          "issue",
          "patch",
          "review_comment",
          "review_comments",
          "statuses");
  private static final List<String> LINKS_OF_PULL =
      List.of(
          "comments",
          "commits",
          "html",
          "issue",
          "review_comment",
          "review_comments",
          "self",
          "statuses");
  private static final List<String> OF_WORKFLOW_RUN =
      List.of("artifacts", "cancel", "check_suite", "jobs", "logs", "rerun", "workflow");

  private final String api;
  private final String web;

  /**
   * The form of one server.
   *
   * @param api root of its API
   * @param web root of its pages
   */
  GitHubForm(String api, String web) {
    this.api = api;
    this.web = web;
  }

  private static void absent(ObjectNode told, String name, String text) {
    if (!told.has(name)) {
      told.put(name, text);
    }
  }

  private static void absent(ObjectNode told, String name, long number) {
    if (!told.has(name)) {
      told.put(name, number);
    }
  }

  private static void absent(ObjectNode told, String name, boolean flag) {
    if (!told.has(name)) {
      told.put(name, flag);
    }
  }

  private static void unset(ObjectNode told, String... names) {
    for (String name : names) {
      if (!told.has(name)) {
        told.putNull(name);
      }
    }
  }

  private static void addresses(ObjectNode told, List<String> names, String below) {
    for (String name : names) {
      absent(told, name + "_url", below + "/" + name);
    }
  }

  /** Somebody who is told by a login. */
  ObjectNode user(ObjectNode told) {
    String login = told.get("login").asText();
    absent(told, "id", Math.abs((long) login.hashCode()));
    absent(told, "node_id", "U_" + login);
    absent(told, "avatar_url", web + "/avatars/" + login.replaceAll("[^a-z]", "-"));
    absent(told, "gravatar_id", "");
    absent(told, "url", api + "/users/" + login.replaceAll("[^a-z0-9-]", "-"));
    absent(told, "html_url", web + "/" + login.replaceAll("[^a-z0-9-]", "-"));
    absent(told, "type", "User");
    absent(told, "site_admin", false);
    addresses(told, OF_USER, told.get("url").asText());
    return told;
  }

  /** Somebody who was asked for alone. */
  ObjectNode userAlone(ObjectNode told) {
    user(told);
    unset(told, "name", "company", "blog", "location", "email", "hireable", "bio");
    for (String count : List.of("public_repos", "public_gists", "followers", "following")) {
      absent(told, count, 0);
    }
    absent(told, "created_at", TIME);
    absent(told, "updated_at", TIME);
    return told;
  }

  /** A repository that is told by its full name, or null. */
  JsonNode repository(JsonNode told) {
    return told.isNull() ? told : repository((ObjectNode) told);
  }

  /** A repository that is told by its full name. */
  ObjectNode repository(ObjectNode told) {
    String fullName = told.get("full_name").asText();
    String owner = fullName.substring(0, fullName.indexOf('/'));
    String below = api + "/repos/" + fullName;
    absent(told, "id", Math.abs((long) fullName.hashCode()));
    absent(told, "node_id", "R_" + told.get("id"));
    absent(told, "name", fullName.substring(fullName.indexOf('/') + 1));
    if (!told.has("owner")) {
      told.putObject("owner").put("login", owner);
    }
    user((ObjectNode) told.get("owner"));
    absent(told, "url", below);
    absent(told, "html_url", web + "/" + fullName);
    absent(told, "clone_url", web + "/" + fullName + ".git");
    absent(told, "git_url", "git:" + fullName + ".git");
    absent(told, "ssh_url", "git@127.0.0.1:" + fullName + ".git");
    absent(told, "svn_url", web + "/" + fullName);
    addresses(told, OF_REPOSITORY, below);
    unset(told, "description", "homepage", "language", "mirror_url", "license");
    if (told.get("license") instanceof ObjectNode licence) {
      absent(licence, "node_id", "L_" + licence.get("key"));
      absent(licence, "url", api + "/licenses/" + licence.get("key").asText());
    }
    for (String flag :
        List.of("archived", "disabled", "fork", "private", "has_pages", "has_discussions")) {
      absent(told, flag, false);
    }
    for (String flag : List.of("has_downloads", "has_issues", "has_projects", "has_wiki")) {
      absent(told, flag, true);
    }
    absent(told, "default_branch", "main");
    for (String count :
        List.of(
            "forks_count",
            "network_count",
            "open_issues_count",
            "size",
            "stargazers_count",
            "watchers_count")) {
      absent(told, count, 0);
    }
    told.set("forks", told.get("forks_count"));
    told.set("open_issues", told.get("open_issues_count"));
    told.set("watchers", told.get("watchers_count"));
    for (String time : List.of("created_at", "updated_at", "pushed_at")) {
      absent(told, time, TIME);
    }
    return told;
  }

  /** A repository that was asked for alone. */
  ObjectNode repositoryAlone(ObjectNode told) {
    repository(told);
    absent(told, "subscribers_count", 0);
    if (told.has("parent")) {
      repository((ObjectNode) told.get("parent"));
    }
    return told;
  }

  /** A pull request of a repository. */
  ObjectNode pull(ObjectNode told, String fullName) {
    String below = api + "/repos/" + fullName + "/pulls/" + told.get("number");
    absent(told, "node_id", "PR_" + told.get("id"));
    absent(told, "url", below);
    addresses(told, OF_PULL, below);
    unset(told, "assignee", "auto_merge", "body", "closed_at", "merge_commit_sha", "milestone");
    absent(told, "locked", false);
    absent(told, "author_association", "MEMBER");
    if (told.get("user") instanceof ObjectNode author) {
      user(author);
    }
    for (JsonNode each : told.get("labels")) {
      label((ObjectNode) each, fullName);
    }
    if (!told.path("base").has("repo")) {
      ((ObjectNode) told.get("base")).putObject("repo").put("full_name", fullName);
    }
    end((ObjectNode) told.get("base"));
    end((ObjectNode) told.get("head"));
    ObjectNode links = told.putObject("_links");
    LINKS_OF_PULL.forEach(name -> links.putObject(name).put("href", below + "/" + name));
    return told;
  }

  /** A pull request that was asked for alone. */
  ObjectNode pullAlone(ObjectNode told, String fullName) {
    pull(told, fullName);
    for (String count :
        List.of(
            "additions", "changed_files", "comments", "commits", "deletions", "review_comments")) {
      absent(told, count, 1);
    }
    absent(told, "merged", told.hasNonNull("merged_at"));
    absent(told, "mergeable_state", "unknown");
    absent(told, "maintainer_can_modify", false);
    unset(told, "mergeable", "merged_by");
    return told;
  }

  private void end(ObjectNode told) {
    absent(told, "sha", "0".repeat(40));
    JsonNode repository = repository(told.get("repo"));
    absent(told, "label", repository.at("/owner/login").asText() + ":" + told.get("ref").asText());
    if (!told.has("user")) {
      told.set("user", repository.isNull() ? repository : repository.get("owner").deepCopy());
    }
  }

  private void label(ObjectNode told, String fullName) {
    String name = told.get("name").asText();
    absent(told, "id", Math.abs((long) name.hashCode()));
    absent(told, "node_id", "LA_" + name);
    absent(told, "url", api + "/repos/" + fullName + "/labels/" + name);
    absent(told, "color", "ededed");
    absent(told, "default", false);
    absent(told, "description", "");
  }

  /** A review of a pull request. */
  ObjectNode review(ObjectNode told, String fullName, long number) {
    String page = web + "/" + fullName + "/pull/" + number;
    absent(told, "node_id", "PRR_" + told.get("id"));
    absent(told, "body", "");
    absent(told, "commit_id", "0".repeat(40));
    absent(told, "html_url", page + "#review-" + told.get("id"));
    absent(told, "pull_request_url", api + "/repos/" + fullName + "/pulls/" + number);
    absent(told, "author_association", "MEMBER");
    if (told.get("user") instanceof ObjectNode reviewer) {
      user(reviewer);
    }
    ObjectNode links = told.putObject("_links");
    links.putObject("html").put("href", page);
    links.putObject("pull_request").put("href", page);
    return told;
  }

  /** A run of a check. */
  ObjectNode run(ObjectNode told, String sha) {
    absent(told, "head_sha", sha);
    absent(told, "node_id", "CR_" + told.get("id"));
    absent(told, "url", api + "/check-runs/" + told.get("id"));
    absent(told, "external_id", "");
    unset(told, "details_url", "started_at");
    absent(
        told,
        "completed_at",
        told.get("status").asText().equals("completed") ? told.get("started_at").asText() : null);
    ObjectNode output = told.putObject("output");
    output.putNull("title").putNull("summary").putNull("text");
    output.put("annotations_count", 0).put("annotations_url", told.get("url").asText() + "/notes");
    ObjectNode app = (ObjectNode) told.get("app");
    String slug = app.get("slug").asText();
    app.put("id", 15).put("node_id", "A_" + slug).put("name", slug).putNull("description");
    app.put("external_url", web).put("html_url", web + "/apps/" + slug);
    app.put("created_at", TIME).put("updated_at", TIME);
    app.putObject("permissions").put("checks", "write");
    app.putArray("events");
    user(app.putObject("owner").put("login", "forge"));
    told.putArray("pull_requests");
    return told;
  }

  /** A status of a commit. */
  ObjectNode status(ObjectNode told, String sha) {
    absent(told, "node_id", "SC_" + told.get("id"));
    absent(told, "url", api + "/statuses/" + sha);
    unset(told, "avatar_url", "description");
    if (!told.has("creator")) {
      told.set("creator", user(told.objectNode().put("login", "robot")));
    }
    return told;
  }

  /** A run of a workflow. */
  ObjectNode workflowRun(ObjectNode told, String fullName) {
    String below = api + "/repos/" + fullName + "/actions/runs/" + told.get("id");
    absent(told, "node_id", "WR_" + told.get("id"));
    absent(told, "head_branch", "main");
    absent(told, "run_number", 1);
    absent(told, "display_title", told.get("name").asText());
    absent(told, "status", "completed");
    absent(told, "conclusion", "success");
    absent(told, "path", ".github/workflows/ci.yml");
    absent(told, "url", below);
    absent(told, "html_url", web + "/" + fullName + "/actions/runs/" + told.get("id"));
    absent(told, "created_at", TIME);
    absent(told, "updated_at", TIME);
    addresses(told, OF_WORKFLOW_RUN, below);
    unset(told, "head_commit");
    told.set("repository", repository(told.objectNode().put("full_name", fullName)));
    told.set("head_repository", told.get("repository").deepCopy());
    told.putArray("pull_requests");
    return told;
  }
}
