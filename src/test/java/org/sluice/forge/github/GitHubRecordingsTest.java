package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.NextPage;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Told;

/** Readers against answers that GitHub gave; skipped where the recordings are not at hand. */
class GitHubRecordingsTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("sluice.recordings", "../shared/recordings"), "github");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @BeforeEach
  void isThere() {
    assumeTrue(Files.isDirectory(FOLDER));
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(FOLDER.resolve(file)));
  }

  private static Told told(String file) throws IOException {
    return Told.of(json(file), file);
  }

  @Test
  void pullRequestsAreRead() throws Exception {
    Pull pull = PullReader.read(told("pulls.json"));
    assertThat(pull.number()).isEqualTo(260);
    assertThat(pull.sourceRepository()).isEqualTo("hub4j-test-org/github-api");
    assertThat(pull.headSha()).isEqualTo("14fa3698221f91613b9e1d809434326e5ed546af");
    assertThat(pull.draft()).isFalse();
    assertThat(PullReader.mergeable(told("pulls.json"))).isEqualTo(Mergeable.COMPUTING);
    assertThat(PullReader.read(told("pr.json")).author()).isEqualTo("octocat");
    assertThat(PullReader.mergeable(told("pr.json"))).isEqualTo(Mergeable.YES);
  }

  @Test
  void aRepositoryIsRead() throws Exception {
    RemoteRepository repository = RepositoryReader.read(told("repo.json"), null);
    assertThat(repository.id()).isEqualTo("1296269");
    assertThat(repository.fullName()).isEqualTo("octocat/Hello-World");
    assertThat(repository.licence()).isEqualTo("MIT");
    assertThat(repository.sizeBytes()).isEqualTo(108 * 1024);
    assertThat(repository.watchers()).isEqualTo(42);
    assertThat(repository.forkOf()).isEqualTo("octocat/Hello-World");
  }

  @Test
  void reviewsThatAreNotHandedInAreLeftOut() throws Exception {
    for (Told review : told("reviews.json").items()) {
      assertThat(Reviews.ofRest(review)).isEmpty();
    }
  }

  @Test
  void theNextPageLeadsToTheServiceItself() throws Exception {
    JsonNode fields = json("check_runs_page1_headers.json").path("response").path("headers");
    ApiAnswer answer = answer(200, fields, "");
    assertThat(NextPage.LINKED.next(answer))
        .contains(
            "https://api.github.com/repositories/617210/commits/"
                + "78b9ff49d47daaa158eb373c4e2e040f739df8b9/check-runs?per_page=2&page=2");
  }

  @ParameterizedTest
  @CsvSource({
    "limit_primary_403,USED_UP,3",
    "limit_secondary_limits,TOO_FAST,",
    "limit_secondary_limits_body_marker_only,TOO_FAST,",
    "limit_secondary_limits_too_many_requests,TOO_FAST,8",
    "limit_secondary_limits_too_many_requests_date_retry_after,TOO_FAST,8",
    "limit_secondary_limits_too_many_requests_no_retry_after,TOO_FAST,"
  })
  void eachRecordedLimitIsOne(String file, Refusal refusal, Long seconds) throws Exception {
    JsonNode response = json(file + ".json").path("response");
    LimitReport report =
        new GitHubLimits()
            .read(
                answer(
                    response.path("status").asInt(),
                    response.path("headers"),
                    response.path("body").asText()),
                NOW);
    assertThat(report.refusal()).isEqualTo(refusal);
    Instant until =
        report.until() == null && refusal == Refusal.USED_UP ? report.resetAt() : report.until();
    assertThat(until).isEqualTo(seconds == null ? null : NOW.plusSeconds(seconds));
  }

  /** The recorder's placeholders for times, by a server whose clock is two hours ahead. */
  private static ApiAnswer answer(int status, JsonNode fields, String body) {
    Instant theirs = NOW.plus(Duration.ofHours(2));
    Map<String, List<String>> headers = new HashMap<>();
    fields
        .fields()
        .forEachRemaining(
            field -> {
              List<String> values = new ArrayList<>();
              (field.getValue().isArray() ? field.getValue() : List.of(field.getValue()))
                  .forEach(value -> values.add(filled(value.asText(), theirs)));
              headers.put(field.getKey(), values);
            });
    return new ApiAnswer(
        URI.create("https://api.github.com/x"),
        null,
        status,
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        false);
  }

  private static String filled(String value, Instant theirs) {
    if (!value.startsWith("{{")) {
      return value;
    }
    String digits = value.replaceAll(".*offset='(\\d+) seconds'.*", "$1");
    Instant at = digits.equals(value) ? theirs : theirs.plusSeconds(Long.parseLong(digits));
    return value.contains("format='unix'")
        ? String.valueOf(at.getEpochSecond())
        : DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
  }
}
