package org.sluice.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;

class PackLinksTest {

  private static final ObjectInserter.Formatter IDS = new ObjectInserter.Formatter();
  private static final PersonIdent PERSON = new PersonIdent("Test", "test@example.org", 0L, 0);

  private static final byte[] BLOB = "content".getBytes(US_ASCII);
  private static final byte[] TREE = tree(FileMode.REGULAR_FILE, id(Constants.OBJ_BLOB, BLOB));
  private static final byte[] ROOT = tree(FileMode.TREE, id(Constants.OBJ_TREE, TREE));
  private static final byte[] FIRST = commit(id(Constants.OBJ_TREE, ROOT));
  private static final byte[] SECOND =
      commit(id(Constants.OBJ_TREE, ROOT), id(Constants.OBJ_COMMIT, FIRST));
  private static final byte[] TAG = tag(id(Constants.OBJ_COMMIT, SECOND));
  private static final ObjectId TIP = id(Constants.OBJ_TAG, TAG);

  private final PackLinks links = new PackLinks();

  private static ObjectId id(int kind, byte[] content) {
    return IDS.idFor(kind, content);
  }

  private static byte[] tree(FileMode mode, ObjectId entry) {
    TreeFormatter tree = new TreeFormatter();
    tree.append("entry", mode, entry);
    return tree.toByteArray();
  }

  private static byte[] commit(ObjectId tree, ObjectId... parents) {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents);
    commit.setAuthor(PERSON);
    commit.setCommitter(PERSON);
    commit.setMessage("message");
    return built(commit::build);
  }

  private static byte[] tag(ObjectId commit) {
    TagBuilder tag = new TagBuilder();
    tag.setObjectId(commit, Constants.OBJ_COMMIT);
    tag.setTag("v1");
    tag.setTagger(PERSON);
    tag.setMessage("message");
    return built(tag::build);
  }

  private static byte[] built(Callable<byte[]> object) {
    try {
      return object.call();
    } catch (Exception encoding) {
      throw new AssertionError(encoding);
    }
  }

  private void see(int kind, byte[]... contents) {
    for (byte[] content : contents) {
      links.check(id(kind, content), kind, content);
    }
  }

  private void seeBlob(byte[] content) throws Exception {
    links.newBlobObjectChecker().endBlob(id(Constants.OBJ_BLOB, content));
  }

  @Test
  void packThatHoldsAllItNamesHasAll() throws Exception {
    see(Constants.OBJ_TAG, TAG);
    see(Constants.OBJ_COMMIT, SECOND, FIRST);
    see(Constants.OBJ_TREE, TREE, ROOT);
    seeBlob(BLOB);
    assertThat(links.hasAll(List.of(TIP, id(Constants.OBJ_COMMIT, FIRST)))).isTrue();
  }

  @Test
  void orderOfObjectsDoesNotMatter() throws Exception {
    see(Constants.OBJ_BLOB, BLOB);
    see(Constants.OBJ_TREE, ROOT, TREE);
    see(Constants.OBJ_COMMIT, FIRST, SECOND);
    see(Constants.OBJ_TAG, TAG);
    assertThat(links.hasAll(List.of(TIP))).isTrue();
  }

  @Test
  void objectsOfAnyKindAreMissed() throws Exception {
    for (int left = 0; left < 6; left++) {
      PackLinksTest pack = new PackLinksTest();
      pack.seeAllBut(left);
      assertThat(pack.links.hasAll(List.of(TIP))).as("without number " + left).isFalse();
    }
  }

  private void seeAllBut(int left) throws Exception {
    byte[][] contents = {TAG, SECOND, FIRST, ROOT, TREE, BLOB};
    int[] kinds = {
      Constants.OBJ_TAG,
      Constants.OBJ_COMMIT,
      Constants.OBJ_COMMIT,
      Constants.OBJ_TREE,
      Constants.OBJ_TREE,
      Constants.OBJ_BLOB
    };
    for (int i = 0; i < contents.length; i++) {
      if (i != left) {
        see(kinds[i], contents[i]);
      }
    }
  }

  @Test
  void objectThatIsTakenForAnotherKindIsNotVouchedFor() throws Exception {
    byte[] odd = tree(FileMode.TREE, id(Constants.OBJ_BLOB, BLOB));
    see(Constants.OBJ_COMMIT, commit(id(Constants.OBJ_TREE, odd)));
    see(Constants.OBJ_TREE, odd);
    seeBlob(BLOB);
    assertThat(links.hasAll(List.of(id(Constants.OBJ_TREE, odd)))).isFalse();
  }

  @Test
  void submodulesAreElsewhere() {
    byte[] tree = tree(FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
    see(Constants.OBJ_TREE, tree);
    assertThat(links.hasAll(List.of(id(Constants.OBJ_TREE, tree)))).isTrue();
  }

  @Test
  void unreadableObjectsAreNotVouchedFor() {
    List<byte[]> odd =
        List.of(
            "tree 123".getBytes(US_ASCII),
            ("tree " + "x".repeat(40) + "\n").getBytes(US_ASCII),
            "parent of all".getBytes(US_ASCII),
            new byte[0]);
    for (byte[] each : odd) {
      PackLinksTest pack = new PackLinksTest();
      pack.see(Constants.OBJ_COMMIT, each);
      assertThat(pack.links.hasAll(List.of(id(Constants.OBJ_COMMIT, each)))).isFalse();
    }
    for (byte[] each : List.of("100644 cut".getBytes(US_ASCII), "7 x\0short".getBytes(US_ASCII))) {
      PackLinksTest pack = new PackLinksTest();
      pack.see(Constants.OBJ_TREE, each);
      assertThat(pack.links.hasAll(List.of(id(Constants.OBJ_TREE, each)))).isFalse();
    }
  }

  @Test
  void manyObjectsAreKeptApart() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      byte[] blob = ("blob " + i).getBytes(US_ASCII);
      byte[] tree = tree(FileMode.REGULAR_FILE, id(Constants.OBJ_BLOB, blob));
      see(Constants.OBJ_TREE, tree);
      if (i != 12_345) {
        seeBlob(blob);
      }
    }
    assertThat(links.hasAll(List.of())).isFalse();
    seeBlob("blob 12345".getBytes(US_ASCII));
    assertThat(links.hasAll(List.of())).isTrue();
  }

  @Test
  void packThatNeedsMoreThanItMayTakeIsNotVouchedFor() throws Exception {
    PackLinks small = new PackLinks(1024);
    for (int i = 0; i < 1000; i++) {
      small.newBlobObjectChecker().endBlob(id(Constants.OBJ_BLOB, new byte[i]));
    }
    assertThat(small.hasAll(List.of())).isFalse();
  }
}
