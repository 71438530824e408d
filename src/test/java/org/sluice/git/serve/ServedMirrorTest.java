package org.sluice.git.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.git.GitCommand;

/** What stock git gets of a mirror, and what it does not get. */
class ServedMirrorTest {

  private static final String KEPT = "refs/sluice/kept/20261125T100000Z/refs/heads/gone";

  @TempDir private static Path root;
  private static Path bare;
  private static LoopbackGit server;

  @BeforeAll
  static void serve() throws IOException {
    bare = root.resolve("app");
    GitCommand.generate(bare, 400, 1);
    GitCommand.noise(bare, "gone");
    git(bare, "update-ref", KEPT, "refs/heads/gone");
    git(bare, "update-ref", "-d", "refs/heads/gone");
    git(bare, "update-ref", "refs/pull/7/head", KEPT);
    git(bare, "repack", "-adq");
    git(bare, "pack-refs", "--all");
    server = new LoopbackGit(root);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path clone(String... options) throws IOException {
    Path into = Files.createTempDirectory(root, "clone");
    List<String> command = new java.util.ArrayList<>(List.of(options));
    command.addAll(List.of(server.url("app"), "."));
    git(into, command.toArray(String[]::new));
    return into;
  }

  private static String refs(Path repository) throws IOException {
    return git(repository, "for-each-ref", "--format=%(objectname) %(refname)")
        .lines()
        .filter(line -> !line.contains("refs/sluice/") && !line.contains("refs/pull/"))
        .collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aMirrorCloneHasTheServedRefsAndNoOther(int protocol) throws IOException {
    Path copy = clone("-c", "protocol.version=" + protocol, "clone", "--mirror");
    assertThat(git(copy, "for-each-ref", "--format=%(objectname) %(refname)").strip())
        .isEqualTo(refs(bare));
    git(copy, "fsck", "--full", "--strict");
    assertThat(git(copy, "symbolic-ref", "HEAD").strip()).isEqualTo("refs/heads/main");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aKeptTipIsNotToBeHadByItsId(int protocol) throws IOException {
    String kept = git(bare, "rev-parse", KEPT).strip();
    String tree = git(bare, "rev-parse", KEPT + "^{tree}").strip();
    String blob = git(bare, "rev-parse", KEPT + ":noise").strip();
    Path into = Files.createTempDirectory(root, "want");
    git(into, "init", "-q");
    for (String id : List.of(kept, tree, blob)) {
      assertThatThrownBy(
              () -> git(into, "-c", "protocol.version=" + protocol, "fetch", server.url("app"), id))
          .hasMessageContaining("want " + id + " not valid");
    }
    String served = git(bare, "rev-parse", "main~30").strip();
    git(into, "-c", "protocol.version=" + protocol, "fetch", server.url("app"), served);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aPartialCloneGetsItsBlobsWhenItNeedsThem(int protocol) throws IOException {
    Path copy =
        clone("-c", "protocol.version=" + protocol, "clone", "--filter=blob:none", "--no-checkout");
    git(copy, "config", "protocol.version", Integer.toString(protocol));
    assertThat(git(copy, "rev-list", "--objects", "--all", "--missing=print")).contains("\n?");
    git(copy, "checkout", "-q", "main");
    git(copy, "checkout", "-q", "main~200");
    git(copy, "log", "-p", "-3", "main~300");
    assertThat(git(copy, "status", "--porcelain")).isEmpty();
  }

  @Test
  void aShallowCloneCanBeDeepened() throws IOException {
    Path copy = clone("clone", "--depth", "1");
    assertThat(git(copy, "rev-list", "--count", "HEAD").strip()).isEqualTo("1");
    git(copy, "fetch", "-q", "--depth", "20");
    assertThat(git(copy, "rev-list", "--count", "HEAD").strip()).isEqualTo("20");
    git(copy, "fetch", "-q", "--unshallow");
    assertThat(git(copy, "rev-list", "--count", "HEAD").strip()).isEqualTo("400");
    git(copy, "fsck", "--full");
  }

  @Test
  void deepeningByANumberIsRefusedInWords() throws IOException {
    Path copy = clone("clone", "--depth", "1");
    assertThatThrownBy(() -> git(copy, "fetch", "--deepen", "1"))
        .hasMessageContaining("use --depth or --unshallow");
  }
}
