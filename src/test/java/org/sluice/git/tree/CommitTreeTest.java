package org.sluice.git.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.tree.CommitTree.Difference;
import org.sluice.git.tree.CommitTree.TreeFile;

class CommitTreeTest {

  private static final PersonIdent SOMEBODY = new PersonIdent("Somebody", "somebody@example.org");

  @TempDir private Path folder;
  private FileRepository repository;
  private ObjectInserter inserter;

  @BeforeEach
  void create() throws IOException {
    repository = new FileRepository(folder.toFile());
    repository.create(true);
    inserter = repository.newObjectInserter();
  }

  @AfterEach
  void close() {
    inserter.close();
    repository.close();
  }

  private ObjectId blob(String text) throws IOException {
    return inserter.insert(Constants.OBJ_BLOB, text.getBytes(UTF_8));
  }

  private ObjectId commit(ObjectId tree, ObjectId... parents) throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents);
    commit.setAuthor(SOMEBODY);
    commit.setCommitter(SOMEBODY);
    commit.setMessage("A change");
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    return id;
  }

  private ObjectId commitOf(String path, String text, ObjectId... parents) throws IOException {
    TreeFormatter tree = new TreeFormatter();
    tree.append(path, FileMode.REGULAR_FILE, blob(text));
    return commit(inserter.insert(tree), parents);
  }

  private void ref(String name, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(name);
    update.setNewObjectId(id);
    update.forceUpdate();
  }

  /** A commit with a file, a script, a folder with a file, a link, a link to a folder, a module. */
  private ObjectId everyKind() throws IOException {
    TreeFormatter below = new TreeFormatter();
    below.append("inner.yml", FileMode.REGULAR_FILE, blob("inner: 1\n"));
    TreeFormatter tree = new TreeFormatter();
    tree.append("a-module", FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
    tree.append("app.yml", FileMode.REGULAR_FILE, blob("a: 1\n"));
    tree.append("folder", FileMode.TREE, inserter.insert(below));
    tree.append("link-to-folder", FileMode.SYMLINK, blob("folder"));
    tree.append("link.yml", FileMode.SYMLINK, blob("../../../etc/passwd"));
    tree.append("run.sh", FileMode.EXECUTABLE_FILE, blob("#!/bin/sh\n"));
    return commit(inserter.insert(tree));
  }

  @Test
  void onlyRegularFilesAreFiles() throws IOException {
    try (CommitTree tree = CommitTree.open(folder, everyKind().name())) {
      assertThat(tree.files("")).extracting(TreeFile::path).containsExactly("app.yml", "run.sh");
      assertThat(tree.directories("")).containsExactly("folder");
      assertThat(tree.files("folder"))
          .extracting(TreeFile::path)
          .containsExactly("folder/inner.yml");
      TreeFile inner = tree.file("folder/inner.yml").orElseThrow();
      assertThat(tree.read(inner, 100)).asString(UTF_8).isEqualTo("inner: 1\n");
    }
  }

  @Test
  void noPathLeadsElsewhere() throws IOException {
    try (CommitTree tree = CommitTree.open(folder, everyKind().name())) {
      for (String path :
          new String[] {
            "",
            "/",
            "/app.yml",
            "app.yml/",
            "folder",
            "folder/",
            "folder/../app.yml",
            "../app.yml",
            "./app.yml",
            "folder//inner.yml",
            "link.yml",
            "link-to-folder/inner.yml",
            "a-module",
            "a-module/x",
            "app.yml/x",
            "APP.yml",
            "app.yml\0",
            "none"
          }) {
        assertThat(tree.file(path)).as(path).isEmpty();
      }
      for (String directory : new String[] {"/", "folder/", "link-to-folder", "a-module", ".."}) {
        assertThat(tree.files(directory)).as(directory).isEmpty();
        assertThat(tree.directories(directory)).as(directory).isEmpty();
      }
    }
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws IOException {
    try (CommitTree tree = CommitTree.open(folder, everyKind().name())) {
      TreeFile file = tree.file("app.yml").orElseThrow();
      assertThat(tree.read(file, 5)).hasSize(5);
      assertThatThrownBy(() -> tree.read(file, 4))
          .isInstanceOfSatisfying(
              DomainException.class,
              refused -> {
                assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE);
                assertThat(refused.slug()).isEqualTo("file-too-large");
              });
    }
  }

  @Test
  void whatIsNoCommitCannotBeOpened() throws IOException {
    String blob = blob("x").name();
    inserter.flush();
    assertThatThrownBy(() -> CommitTree.open(folder, blob))
        .isInstanceOf(IncorrectObjectTypeException.class);
    assertThatThrownBy(() -> CommitTree.open(folder, "2".repeat(40)))
        .isInstanceOf(MissingObjectException.class);
  }

  @Test
  void pathsThatDifferAreNamedAndCounted() throws IOException {
    ObjectId first = commitOf("a.yml", "1");
    ObjectId second = commitOf("b.yml", "1", first);
    ObjectId apart = commitOf("a.yml", "2");
    Difference forward = CommitTree.between(folder, first.name(), second.name(), 1);
    assertThat(forward).isEqualTo(new Difference(java.util.List.of("a.yml"), 2, true));
    assertThat(CommitTree.between(folder, second.name(), apart.name(), 9).forward()).isFalse();
    assertThat(CommitTree.between(folder, first.name(), first.name(), 9).total()).isZero();
  }

  @Test
  void labelsAreBranchesAndTagsAndNothingElse() throws IOException {
    ObjectId first = commitOf("a.yml", "1");
    ObjectId second = commitOf("a.yml", "2", first);
    ref("refs/heads/main", second);
    ref("refs/heads/feature/x", first);
    ref("refs/heads/both", second);
    ref("refs/tags/both", first);
    ref("refs/sluice/kept/x/heads/old", first);
    ref("refs/pull/1/head", first);
    TagBuilder tag = new TagBuilder();
    tag.setTag("v1");
    tag.setObjectId(first, Constants.OBJ_COMMIT);
    tag.setTagger(SOMEBODY);
    tag.setMessage("One");
    ObjectId annotated = inserter.insert(tag);
    inserter.flush();
    ref("refs/tags/v1", annotated);
    repository.updateRef(Constants.HEAD).link("refs/heads/main");

    MirrorLabels labels = MirrorLabels.read(folder);
    assertThat(labels.branches().keySet()).containsOnly("main", "feature/x", "both");
    assertThat(labels.tags().keySet()).containsOnly("both", "v1");
    assertThat(labels.headBranch()).isEqualTo("main");
    assertThat(labels.named("v1")).contains(first.name());
    assertThat(labels.named("feature/x")).contains(first.name());
    assertThat(labels.named("both")).contains(first.name());
    for (String other :
        new String[] {
          "HEAD", "refs/heads/main", "heads/main", "main~1", "main^{}", "@", "-x", ""
        }) {
      assertThat(labels.named(other)).as(other).isEmpty();
    }
  }

  @Test
  void aHeadThatLeadsNowhereIsNoBranch() throws IOException {
    repository.updateRef(Constants.HEAD).link("refs/heads/gone");
    assertThat(MirrorLabels.read(folder)).isEqualTo(MirrorLabels.NONE);
  }

  @Test
  void onlyCommitsThatLabelsReachHaveIds() throws IOException {
    ObjectId first = commitOf("a.yml", "1");
    ObjectId second = commitOf("a.yml", "2", first);
    ObjectId takenBack = commitOf("secret.yml", "3", first);
    ref("refs/heads/main", second);
    ref("refs/sluice/kept/x/heads/main", takenBack);
    MirrorLabels labels = MirrorLabels.read(folder);

    assertThat(labels.commit(folder, first.name())).contains(first.name());
    assertThat(labels.commit(folder, second.name())).contains(second.name());
    assertThat(labels.commit(folder, first.name().substring(0, 7))).contains(first.name());
    assertThat(labels.commit(folder, takenBack.name())).isEmpty();
    assertThat(labels.commit(folder, takenBack.name().substring(0, 12))).isEmpty();
    assertThat(labels.commit(folder, "3".repeat(40))).isEmpty();
    String blob = blob("1").name();
    assertThat(labels.commit(folder, blob)).isEmpty();
    assertThat(labels.commit(folder, first.name().substring(0, 3))).isEmpty();
    assertThat(MirrorLabels.isCommitId(first.name().toUpperCase())).isFalse();
  }

  @Test
  void anIdThatSeveralCommitsBeginWithNamesNone() throws IOException {
    java.util.Map<String, ObjectId> byBeginning = new java.util.HashMap<>();
    ObjectId last = null;
    String shared = null;
    for (int i = 0; shared == null && i < 5000; i++) {
      last = last == null ? commitOf("a.yml", "0") : commitOf("a.yml", "" + i, last);
      ObjectId before = byBeginning.put(last.name().substring(0, 4), last);
      shared = before == null ? null : last.name().substring(0, 4);
    }
    ref("refs/heads/main", last);
    assertThat(MirrorLabels.read(folder).commit(folder, shared)).isEmpty();
    assertThat(MirrorLabels.read(folder).commit(folder, last.name())).isPresent();
  }
}
