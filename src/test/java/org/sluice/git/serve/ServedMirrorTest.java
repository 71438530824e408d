package org.sluice.git.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(List.of(server.url("app"), "."));
    git(into, command.toArray(String[]::new));
    return into;
  }

  private static String refs(Path repository) throws IOException {
    return git(repository, "for-each-ref", "--format=%(objectname) %(refname)")
        .lines()
        .filter(line -> !line.contains("refs/sluice/"))
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
  @CsvSource({"0,false", "2,false", "0,true", "2,true"})
  void aPartialCloneGetsEvenOldBlobsWhenItNeedsThem(int protocol, boolean bitmaps)
      throws IOException {
    // No tag or branch is near the old ones, as in most histories.
    Path source = Files.createDirectory(root.resolve("note-" + protocol + bitmaps));
    git(source, "init", "-q", "--bare", "-b", "main");
    GitCommand.versions(source, "main", 600);
    git(source, "-c", "repack.writeBitmaps=" + bitmaps, "repack", "-adq");
    Path copy = Files.createTempDirectory(root, "clone");
    git(
        copy,
        "clone",
        "-q",
        "--config=protocol.version=" + protocol,
        "--filter=blob:none",
        "--no-checkout",
        server.url(source.getFileName().toString()),
        ".");
    assertThat(git(copy, "rev-list", "--objects", "--all", "--missing=print")).contains("\n?");
    for (int back : new int[] {0, 1, 300, 599}) {
      assertThat(git(copy, "show", "main~" + back + ":note")).isEqualTo("version " + (600 - back));
    }
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

  @Test
  void aListOfThousandsOfRefsIsWhole() throws IOException {
    Path source = Files.createDirectory(root.resolve("wide"));
    GitCommand.generate(source, 10, 3);
    String tip = git(source, "rev-parse", "main").strip();
    StringBuilder updates = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      updates.append("create refs/heads/many/b").append(i).append(' ').append(tip).append('\n');
      updates.append("create refs/sluice/kept/t/").append(i).append(' ').append(tip).append('\n');
    }
    git(
        source,
        new ByteArrayInputStream(updates.toString().getBytes(StandardCharsets.US_ASCII)),
        "update-ref",
        "--stdin");
    git(source, "pack-refs", "--all");
    for (int protocol : new int[] {0, 2}) {
      assertThat(git(root, "-c", "protocol.version=" + protocol, "ls-remote", server.url("wide")))
          .doesNotContain("refs/sluice/")
          .hasLineCount(5004);
    }
  }

  @Test
  void whatOneMomentHadIsServedWhateverMovesMeanwhile() throws IOException {
    Path source = Files.createDirectory(root.resolve("moves"));
    GitCommand.generate(source, 30, 4);
    String tip = git(source, "rev-parse", "main").strip();
    try (ServedMirror mirror = ServedMirror.open(source)) {
      GitCommand.commit(source, "main", "later");
      git(source, "branch", "later", "main");
      assertThat(mirror.headCommit()).contains(tip);
      ByteArrayOutputStream listed = new ByteArrayOutputStream();
      mirror.list(null, listed);
      assertThat(listed.toString(StandardCharsets.US_ASCII)).contains(tip).doesNotContain("later");
    }
  }

  @Test
  void aMirrorThatIsTakenAwayFailsTheCloneAndNothingElse() throws IOException {
    Path source = Files.createDirectory(root.resolve("taken"));
    GitCommand.generate(source, 30, 5);
    git(source, "repack", "-adq");
    String want = git(source, "rev-parse", "main").strip();
    try (ServedMirror mirror = ServedMirror.open(source)) {
      Gate taking =
          () -> {
            try {
              Files.move(source, root.resolve("aside"));
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
          };
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      assertThatThrownBy(
              () -> mirror.answer("version=2", RequestBody.of(fetch(want), null), answer, taking))
          .isInstanceOf(IOException.class);
      assertThat(answer.toString(StandardCharsets.US_ASCII))
          .endsWith("ERR the mirror cannot be read now");
    }
    assertThatThrownBy(() -> ServedMirror.open(source)).isInstanceOf(IOException.class);
  }

  /** Told to the client as a wrong wish, damage would never be looked for. */
  @ParameterizedTest
  @CsvSource({"0, true", "2, true", "0, false", "2, false"})
  void aTipThatIsListedAndNotThereIsAFailureOfTheMirror(int protocol, boolean truncated)
      throws IOException {
    Path source = Files.createTempDirectory(root, "broken");
    GitCommand.generate(source, 30, 5);
    git(source, "repack", "-adq");
    git(source, "pack-refs", "--all");
    for (Path pack : packs(source)) {
      if (truncated) {
        assertThat(pack.toFile().setWritable(true)).isTrue();
        try (FileChannel file = FileChannel.open(pack, StandardOpenOption.WRITE)) {
          file.truncate(file.size() / 2);
        }
      } else {
        Files.delete(pack);
      }
    }
    int before = server.exchanges().size();
    String url = server.url(source.getFileName().toString());
    assertThatThrownBy(
            () ->
                git(root, "-c", "protocol.version=" + protocol, "clone", "-q", "--bare", url, "x"))
        .hasMessageContaining("the mirror cannot be read now");
    assertThat(server.exchanges().stream().skip(before))
        .noneMatch(each -> each.kind() != Exchange.Kind.LISTING);
  }

  private static List<Path> packs(Path repository) throws IOException {
    try (Stream<Path> all = Files.list(repository.resolve("objects/pack"))) {
      return all.filter(each -> each.toString().endsWith(".pack")).toList();
    }
  }

  @Test
  void theGateIsAskedBeforeAnyObjectAndNotForAList() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    server.gate(asked::incrementAndGet);
    try {
      git(root, "ls-remote", server.url("app"));
      assertThat(asked).hasValue(0);
      clone("clone", "-q", "--bare");
      assertThat(asked).hasValue(1);
      clone("-c", "protocol.version=0", "clone", "-q", "--bare");
      assertThat(asked).hasValue(2);
    } finally {
      server.gate(() -> {});
    }
  }

  @Test
  void sizesOfObjectsAreNotTold() {
    String id = "0123456789012345678901234567890123456789";
    String request = line("command=object-info") + "0001" + line("size") + line("oid " + id);
    assertThatThrownBy(
            () -> {
              try (ServedMirror mirror = ServedMirror.open(bare)) {
                mirror.answer(
                    "version=2",
                    RequestBody.of(bytes(request + "0000"), null),
                    OutputStream.nullOutputStream(),
                    () -> {});
              }
            })
        .hasMessageContaining("object-info is not offered here");
  }

  private static InputStream fetch(String want) {
    return bytes(line("command=fetch") + "0001" + line("want " + want) + line("done") + "0000");
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String line(String text) {
    return String.format("%04x%s\n", text.length() + 5, text);
  }
}
