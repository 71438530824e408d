package org.sluice.forge.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sluice.forge.Pull;
import org.sluice.forge.RepositoryPath;

/** Writes the questions over GraphQL, each about several pull requests of one repository. */
final class GraphQlQuestion {

  private static final String DETAILS =
      """
      fragment about on PullRequest {
        mergeable
        reviews(first: 100) {
          pageInfo { hasNextPage }
          nodes { author { __typename login } state submittedAt }
        }
        commits(last: 1) { nodes { commit {
          oid
          statusCheckRollup { contexts(first: 100) {
            pageInfo { hasNextPage }
            nodes {
              __typename
              ... on CheckRun {
                databaseId name status conclusion startedAt url
                checkSuite { app { slug } workflowRun { event workflow { databaseId } } }
              }
              ... on StatusContext { context state targetUrl createdAt }
            }
          } }
        } } }
      }
      """;

  private static final String MERGEABLE = "fragment about on PullRequest { mergeable }\n";

  private GraphQlQuestion() {}

  /** Name that the answer bears of a pull request. */
  static String alias(Pull pull) {
    return "p" + pull.number();
  }

  /** Checks, reviews and mergeability. */
  static byte[] details(RepositoryPath path, List<Pull> pulls) {
    return about(path, pulls, DETAILS);
  }

  /** Mergeability alone. */
  static byte[] mergeable(RepositoryPath path, List<Pull> pulls) {
    return about(path, pulls, MERGEABLE);
  }

  private static byte[] about(RepositoryPath path, List<Pull> pulls, String fragment) {
    StringBuilder query =
        new StringBuilder("query($owner: String!, $name: String!) {\n")
            .append("  repository(owner: $owner, name: $name) {\n");
    for (Pull pull : pulls) {
      query
          .append("    ")
          .append(alias(pull))
          .append(": pullRequest(number: ")
          .append(pull.number())
          .append(") { ...about }\n");
    }
    query.append("  }\n}\n").append(fragment);
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("query", query.toString());
    question.putObject("variables").put("owner", path.owner()).put("name", path.name());
    return question.toString().getBytes(StandardCharsets.UTF_8);
  }
}
