package org.sluice.git.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeFilesTest {

  private static final ObjectId ELSEWHERE = ObjectId.fromString("1".repeat(40));

  @TempDir private Path folder;
  private Committed files;

  @BeforeEach
  void create() throws IOException {
    files = Committed.in(folder);
  }

  @AfterEach
  void close() {
    files.close();
  }

  private List<TreeEntry> all(ObjectId commit) throws IOException {
    List<TreeEntry> all = new ArrayList<>();
    try (TreeFiles tree = TreeFiles.open(folder, commit.name())) {
      for (TreeEntry entry = tree.next(); entry != null; entry = tree.next()) {
        all.add(entry);
      }
      assertThat(tree.next()).as("after the end").isNull();
    }
    return all;
  }

  // Each char is one byte, so that paths that are no UTF-8 can be written too.
  private static byte[] bytes(String path) {
    return path.getBytes(ISO_8859_1);
  }

  @Test
  void pathsComeInTheOrderOfTheirUnsignedBytes() throws IOException {
    List<String> sorted =
        List.of(
            "A",
            "a-b",
            "a.b",
            "a/b",
            "a/b.c",
            "a/b0",
            "a/d/e",
            "a0",
            "a\u00ff",
            "b.d/x",
            "b/\u00e4",
            "b/\u00fc/\u00ff\u00fe",
            "b/\u00fc0",
            "\u00c3\u00a4.txt",
            "\u00e2\u0082\u00ac/x",
            "\u00ff");
    List<String> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));
    ObjectId blob = files.blob(new byte[0]);
    for (String path : shuffled) {
      files.entry(bytes(path), FileMode.REGULAR_FILE, blob);
    }
    assertThat(all(files.commit()))
        .extracting(entry -> new String(entry.path(), ISO_8859_1))
        .containsExactlyElementsOf(sorted)
        .isSortedAccordingTo((one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other)));
  }

  @Test
  void everythingButFoldersIsShownWithItsModeAndId() throws IOException {
    ObjectId blob = files.blob("x".getBytes(UTF_8));
    files.entry(bytes("link"), FileMode.SYMLINK, blob);
    files.entry(bytes("lib/module"), FileMode.GITLINK, ELSEWHERE);
    files.entry(bytes("run.sh"), FileMode.EXECUTABLE_FILE, blob);
    files.entry(bytes("lib/plain"), FileMode.REGULAR_FILE, blob);
    List<TreeEntry> all = all(files.commit());
    assertThat(all)
        .containsExactly(
            new TreeEntry(bytes("lib/module"), "160000", ELSEWHERE.name()),
            new TreeEntry(bytes("lib/plain"), "100644", blob.name()),
            new TreeEntry(bytes("link"), "120000", blob.name()),
            new TreeEntry(bytes("run.sh"), "100755", blob.name()));
    assertThat(all).extracting(TreeEntry::isSubmodule).containsExactly(true, false, false, false);
    assertThat(all).extracting(TreeEntry::isSymlink).containsExactly(false, false, true, false);
  }

  @Test
  void onePathIsFoundWithoutLosingThePlace() throws IOException {
    files.file("a/b/c", "1").file("a/b.c", "2").file("z", "3");
    files.entry(bytes("b\u00ff/\u00fe"), FileMode.REGULAR_FILE, files.blob(new byte[] {4}));
    files.entry(bytes("module"), FileMode.GITLINK, ELSEWHERE);
    try (TreeFiles tree = TreeFiles.open(folder, files.commit().name())) {
      assertThat(tree.next().path()).isEqualTo(bytes("a/b.c"));
      assertThat(tree.at(bytes("a/b/c")))
          .contains(new TreeEntry(bytes("a/b/c"), "100644", files.blob(bytes("1")).name()));
      assertThat(tree.at(bytes("b\u00ff/\u00fe"))).isPresent();
      assertThat(tree.at(bytes("module"))).get().matches(TreeEntry::isSubmodule);
      for (String none :
          new String[] {
            "",
            "/",
            "a",
            "a/",
            "a/b",
            "/a/b.c",
            "a//b.c",
            "a/b.c/",
            "a/b.c/x",
            "a/./b.c",
            "Z",
            "module/x",
            "a/../z"
          }) {
        assertThat(tree.at(bytes(none))).as(none).isEmpty();
      }
      assertThat(tree.next().path()).isEqualTo(bytes("a/b/c"));
    }
  }

  @Test
  void aTreeThatIsOutOfOrderIsCalledCorrupt() throws IOException {
    ObjectId blob = files.blob(new byte[0]);
    TreeFormatter tree = new TreeFormatter();
    tree.append("b", FileMode.REGULAR_FILE, blob);
    tree.append("a", FileMode.REGULAR_FILE, blob);
    ObjectId unsorted;
    try (ObjectInserter inserter = files.repository().newObjectInserter()) {
      unsorted = inserter.insert(Constants.OBJ_TREE, tree.toByteArray());
      inserter.flush();
    }
    ObjectId commit = files.commit(unsorted);
    assertThatThrownBy(() -> all(commit)).isInstanceOf(CorruptObjectException.class);
  }

  @Test
  void anEmptyCommitHasNothing() throws IOException {
    assertThat(all(files.commit())).isEmpty();
  }

  @Test
  void whatIsNoCommitCannotBeOpened() throws IOException {
    String blob = files.blob(new byte[0]).name();
    assertThatThrownBy(() -> TreeFiles.open(folder, blob))
        .isInstanceOf(IncorrectObjectTypeException.class);
    assertThatThrownBy(() -> TreeFiles.open(folder, ELSEWHERE.name()))
        .isInstanceOf(MissingObjectException.class);
    assertThatThrownBy(() -> TreeFiles.open(folder.resolve("gone"), blob))
        .isInstanceOf(IOException.class);
  }
}
