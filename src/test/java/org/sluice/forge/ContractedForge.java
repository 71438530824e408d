package org.sluice.forge;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sluice.egress.api.ApiClient;
import org.sluice.forge.bitbucket.Bitbucket;
import org.sluice.forge.bitbucket.BitbucketStub;
import org.sluice.forge.gitea.Gitea;
import org.sluice.forge.gitea.GiteaStub;
import org.sluice.forge.github.GitHub;
import org.sluice.forge.github.GitHubRestStub;
import org.sluice.forge.gitlab.GitLab;
import org.sluice.forge.gitlab.GitLabStub;

/** The forges that keep the contract, each with a server of its own. */
public enum ContractedForge {
  GITHUB_OVER_REST(GitHubRestStub::new, GitHub::new, true, false),
  GITLAB(GitLabStub::new, GitLab::new, true, true),
  BITBUCKET(BitbucketStub::new, Bitbucket::new, false, false),
  GITEA(GiteaStub::new, Gitea::new, true, false);

  private final Supplier<ForgeStub> stub;
  private final Function<ApiClient, Forge> forge;
  private final boolean tellsMergeability;
  private final boolean knowsAllowedFailures;

  ContractedForge(
      Supplier<ForgeStub> stub,
      Function<ApiClient, Forge> forge,
      boolean tellsMergeability,
      boolean knowsAllowedFailures) {
    this.stub = stub;
    this.forge = forge;
    this.tellsMergeability = tellsMergeability;
    this.knowsAllowedFailures = knowsAllowedFailures;
  }

  /** A server of its kind. */
  public ForgeStub stub() {
    return stub.get();
  }

  /**
   * The forge with a server.
   *
   * @param answers where its client keeps answers
   */
  public StubbedForge<ForgeStub> on(Path answers) {
    return new StubbedForge<>(stub(), forge, answers);
  }

  /** Whether it says if a pull request can be merged. */
  public boolean tellsMergeability() {
    return tellsMergeability;
  }

  /** Whether a check's failure can be allowed. */
  public boolean knowsAllowedFailures() {
    return knowsAllowedFailures;
  }
}
