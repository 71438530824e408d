package org.sluice.forge.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.forge.Recordings.told;
import static org.sluice.forge.Recordings.written;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Told;

class GitLabAnswersTest {

  private static final String MERGE =
      "{'iid': 4, 'title': 'Four', 'state': 'opened', 'sha': 'c4', 'source_branch': 'four',"
          + " 'target_branch': 'main', 'source_project_id': 7, 'target_project_id': 7,"
          + " 'created_at': '2026-01-02T03:04:05.678+02:00', 'labels': ['bug', 'now'] ";

  private static MergeRequest merge(String more) throws ForgeFailure {
    return MergeRequest.of(written(MERGE + more + "}"), "asked/for");
  }

  @Test
  void recordedProjectIsRead() throws ForgeFailure {
    RemoteRepository project = GitLabProjects.one(told("gitlab/repo.json"), List.of("Ruby"));
    assertThat(project.id()).isEqualTo("178504");
    assertThat(project.fullName()).isEqualTo("diaspora/diaspora");
    assertThat(project.cloneUrl()).isEqualTo("https://gitlab.com/diaspora/diaspora.git");
    assertThat(project.description()).isNull();
    assertThat(project.defaultBranch()).isEqualTo("master");
    assertThat(project.visibility()).isEqualTo("public");
    assertThat(project.archived()).isFalse();
    assertThat(project.empty()).as("this server did not tell").isNull();
    assertThat(project.updatedAt()).isEqualTo(Instant.parse("2015-03-03T18:37:20.795Z"));
  }

  @Test
  void recordedMergeRequestsAreRead() throws ForgeFailure {
    for (Told told :
        new Told[] {told("gitlab/merge.json"), told("gitlab/merges.json").items().get(0)}) {
      MergeRequest merge = MergeRequest.of(told, "gitlab-org/testme");
      assertThat(merge.pull().number()).isEqualTo(1);
      assertThat(merge.pull().author()).isEqualTo("dblessing");
      assertThat(merge.pull().state()).isEqualTo(Pull.State.CLOSED);
      assertThat(merge.pull().labels()).containsExactly("bug", "documentation");
      assertThat(merge.pull().headSha()).isEqualTo("12d65c8dd2b2676fa3ac47d955accc085a37a9c1");
      assertThat(merge.pull().sourceRepository()).isEqualTo("gitlab-org/testme");
      assertThat(merge.fromFork()).isFalse();
      assertThat(merge.mergeable()).isEqualTo(Mergeable.YES);
      assertThat(merge.reviewed()).isFalse();
    }
  }

  @Test
  void recordedStatusIsRead() throws ForgeFailure {
    assertThat(GitLabChecks.one(told("gitlab/statuses.json").items().get(0)))
        .isEqualTo(
            new Check(
                "default",
                "default of master",
                "pending",
                true,
                "https://gitlab.example.com/thedude/gitlab-ce/builds/91",
                Instant.parse("2016-01-19T08:40:25.934Z"),
                91));
  }

  @Test
  void statusOfAnotherRefIsAnotherSeries() throws ForgeFailure {
    String status = "{'id': 1, 'name': 'build', 'status': 'success', 'ref': '%s'}";
    Check branch = GitLabChecks.one(written(status.formatted("topic")));
    Check merge = GitLabChecks.one(written(status.formatted("refs/merge-requests/4/head")));
    assertThat(branch.series()).isNotEqualTo(merge.series());
    assertThat(branch.name()).isEqualTo(merge.name());
    assertThat(branch.optional()).as("not told").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "opened,OPEN",
    "locked,OPEN",
    "merged,MERGED",
    "closed,CLOSED",
  })
  void stateIsRead(String told, Pull.State state) throws ForgeFailure {
    String merge = (MERGE + "}").replace("opened", told);
    assertThat(MergeRequest.of(written(merge), "a/b").pull().state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "mergeable,can_be_merged,false,YES",
    "not_approved,can_be_merged,false,YES",
    "ci_must_pass,can_be_merged,false,YES",
    "draft_status,can_be_merged,false,YES",
    "draft_status,cannot_be_merged,true,CONFLICTS",
    "conflict,cannot_be_merged,true,CONFLICTS",
    ",cannot_be_merged,false,CONFLICTS",
    "draft_status,unchecked,true,CONFLICTS",
    "conflict,unchecked,false,CONFLICTS",
    ",can_be_merged,false,YES",
    "unchecked,unchecked,false,COMPUTING",
    "checking,checking,false,COMPUTING",
    "preparing,preparing,false,COMPUTING",
    "checking,cannot_be_merged_recheck,false,COMPUTING",
    ",unchecked,,COMPUTING",
    "something_new,something_new,false,UNTOLD",
    ",,,UNTOLD",
  })
  void mergeabilityIsRead(String detailed, String status, Boolean conflicts, Mergeable mergeable)
      throws ForgeFailure {
    String more = detailed == null ? "" : ", 'detailed_merge_status': '" + detailed + "'";
    more += status == null ? "" : ", 'merge_status': '" + status + "'";
    more += conflicts == null ? "" : ", 'has_conflicts': " + conflicts;
    assertThat(merge(more).mergeable()).isEqualTo(mergeable);
  }

  @Test
  void draftWasOnceCalledWorkInProgress() throws ForgeFailure {
    assertThat(merge("").pull().draft()).isFalse();
    assertThat(merge(", 'draft': true").pull().draft()).isTrue();
    assertThat(merge(", 'work_in_progress': true").pull().draft()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "mona,false",
    "project_4_bot,true",
    "project_4_bot1,true",
    "project_278964_bot_9d8c7b,true",
    "group_12_bot_abc,true",
    "project_manager_bot,false",
  })
  void accountsOfTokensAreBots(String login, boolean bot) throws ForgeFailure {
    Pull pull = merge(", 'author': {'username': '" + login + "'}").pull();
    assertThat(pull.author()).isEqualTo(login);
    assertThat(pull.bot()).isEqualTo(bot);
  }

  @Test
  void botsThatAreCalledSoAreBots() throws ForgeFailure {
    assertThat(merge(", 'author': {'username': 'renovate', 'bot': true}").pull().bot()).isTrue();
  }

  @Test
  void deletedAuthorIsNobody() throws ForgeFailure {
    assertThat(merge(", 'author': null").pull().author()).isNull();
  }

  @Test
  void projectIsCalledByItsNameOfToday() throws ForgeFailure {
    assertThat(merge("").pull().sourceRepository()).isEqualTo("asked/for");
    assertThat(merge(", 'references': {'full': 'new/name!4'}").pull().sourceRepository())
        .isEqualTo("new/name");
  }

  @Test
  void mergeRequestThatIsBeingMadeHasNoHead() throws ForgeFailure {
    String merge = (MERGE + "}").replace("'c4'", "null");
    assertThat(MergeRequest.of(written(merge), "a/b").pull().headSha()).isNull();
  }

  @Test
  void timeHasAnyZone() throws ForgeFailure {
    Pull pull = merge("").pull();
    assertThat(pull.createdAt()).isEqualTo(Instant.parse("2026-01-02T01:04:05.678Z"));
    assertThat(pull.updatedAt()).isEqualTo(pull.createdAt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'iid': 4;'iid': '4'",
        "'title': 'Four';'title': ''",
        "'state': 'opened';'state': 'sleeping'",
        "'state': 'opened';'state': null",
        "'source_branch': 'four';'source_branch': 4",
        "'target_project_id': 7;'target_project_id': 7.5",
        "'labels': ['bug', 'now'];'labels': 'bug'",
        "'labels': ['bug', 'now'];'labels': [{'name': 'bug'}]",
        "'created_at': '2026-01-02T03:04:05.678+02:00';'created_at': 'yesterday'",
      })
  void whatIsNotAsDocumentedIsMalformed(String change) {
    String[] parts = change.split(";");
    String broken = (MERGE + "}").replace(parts[0], parts[1]);
    assertThat(broken).isNotEqualTo(MERGE + "}");
    assertThatThrownBy(() -> MergeRequest.of(written(broken), "a/b"))
        .isInstanceOfSatisfying(
            ForgeFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.MALFORMED));
  }

  @Test
  void projectTellsItsLicenceSizeAndTopicsOfOld() throws ForgeFailure {
    RemoteRepository project =
        GitLabProjects.one(
            written(
                "{'id': 1, 'path_with_namespace': 'a/b', 'tag_list': ['old'],"
                    + " 'license': {'key': 'mit', 'name': 'MIT License'},"
                    + " 'statistics': {'repository_size': 1038090}, 'updated_at':"
                    + " '2026-02-01T00:00:00Z', 'last_activity_at': '2026-01-01T00:00:00Z'}"),
            List.of());
    assertThat(project.licence()).isEqualTo("mit");
    assertThat(project.sizeBytes()).isEqualTo(1_038_090);
    assertThat(project.topics()).containsExactly("old");
    assertThat(project.updatedAt()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(project.visibility()).isNull();
  }

  @Test
  void switchedOffMergeRequestsAreToldInTwoWays() throws ForgeFailure {
    assertThat(GitLabProjects.hasMergeRequests(written("{}"))).isTrue();
    assertThat(GitLabProjects.hasMergeRequests(written("{'merge_requests_enabled': false}")))
        .isFalse();
    assertThat(
            GitLabProjects.hasMergeRequests(written("{'merge_requests_access_level': 'disabled'}")))
        .isFalse();
  }
}
