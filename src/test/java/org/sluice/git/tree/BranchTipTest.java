package org.sluice.git.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchTipTest {

  @TempDir private Path folder;
  private Committed files;
  private ObjectId commit;

  @BeforeEach
  void create() throws IOException {
    files = Committed.in(folder);
    commit = files.file("a", "1").commit();
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void aBranchIsCalledByItsShortName() throws IOException {
    files.ref("refs/heads/feature/x", commit);
    assertThat(BranchTip.read(folder, "feature/x"))
        .contains(new BranchTip("feature/x", commit.name()));
    for (String none :
        new String[] {"", "x", "feature", "refs/heads/feature/x", "HEAD", "feature/x/", "a b"}) {
      assertThat(BranchTip.read(folder, none)).as(none).isEmpty();
    }
  }

  @Test
  void withoutANameItIsTheBranchOfHead() throws IOException {
    files.repository().updateRef(Constants.HEAD).link("refs/heads/trunk");
    assertThat(BranchTip.read(folder, null)).as("not there yet").isEmpty();
    files.ref("refs/heads/trunk", commit);
    assertThat(BranchTip.read(folder, null)).contains(new BranchTip("trunk", commit.name()));
  }

  @Test
  void aHeadThatNamesNoBranchIsNone() throws IOException {
    RefUpdate head = files.repository().updateRef(Constants.HEAD, true);
    head.setNewObjectId(commit);
    head.forceUpdate();
    assertThat(BranchTip.read(folder, null)).isEmpty();
  }

  @Test
  void whatPointsToNoCommitIsNoBranch() throws IOException {
    ObjectId blob = files.blob(new byte[] {1});
    Files.createDirectories(folder.resolve("refs/heads"));
    Files.writeString(folder.resolve("refs/heads/odd"), blob.name() + "\n");
    assertThat(BranchTip.read(folder, "odd")).isEmpty();
  }

  @Test
  void aNameLeadsToNoOtherFile() throws IOException {
    Files.writeString(folder.resolve("planted"), commit.name() + "\n");
    assertThat(BranchTip.read(folder, "../../planted")).isEmpty();
  }

  @Test
  void aFolderThatIsNoMirrorCannotBeRead() {
    assertThatThrownBy(() -> BranchTip.read(folder.resolve("gone"), null))
        .isInstanceOf(IOException.class);
  }
}
