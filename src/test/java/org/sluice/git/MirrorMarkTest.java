package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.disk.BareMirror;

/** What a mirror counts as at each step of a change, should that be the last one. */
class MirrorMarkTest {

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void place() {
    folder = temp.resolve("m.git");
  }

  private static List<ReceiveCommand> main(BareMirror mirror, String text) throws IOException {
    ObjectId now = mirror.refs().getOrDefault("refs/tags/it", ObjectId.zeroId());
    try (ObjectInserter inserter = mirror.repository().newObjectInserter()) {
      ObjectId fresh = inserter.insert(Constants.OBJ_BLOB, text.getBytes());
      inserter.flush();
      return List.of(new ReceiveCommand(now, fresh, "refs/tags/it"));
    }
  }

  @Test
  void aFirstCloneIsNoneUntilItsRefsAreThereAndItHasEnded() throws IOException {
    try (BareMirror mirror = BareMirror.open(folder)) {
      mirror.mark().fetching();
      assertThat(BareMirror.isMissing(folder)).isTrue();
      mirror.mark().updating();
      assertThat(BareMirror.isMissing(folder)).as("its refs are not there").isTrue();
      mirror.apply(main(mirror, "one"));
      mirror.mark().remove();
      assertThat(BareMirror.isMissing(folder)).isFalse();
    }
  }

  @Test
  void aFirstCloneThatIsKilledBeforeItsRefsMoveIsBegunAnew() throws IOException {
    try (BareMirror mirror = BareMirror.open(folder)) {
      mirror.mark().updating();
    }
    try (BareMirror again = BareMirror.open(folder)) {
      assertThat(again.isFirst()).isTrue();
    }
  }

  @Test
  void aMirrorThatIsKilledWhileItsRefsMoveIsOneStill() throws IOException {
    try (BareMirror mirror = BareMirror.open(folder)) {
      mirror.apply(main(mirror, "one"));
      mirror.mark().remove();
    }
    try (BareMirror mirror = BareMirror.open(folder)) {
      mirror.mark().fetching();
      mirror.mark().updating();
    }
    assertThat(BareMirror.isMissing(folder)).isFalse();
    try (BareMirror again = BareMirror.open(folder)) {
      assertThat(again.isFirst()).isFalse();
      assertThat(again.refs()).containsOnlyKeys("refs/tags/it");
    }
  }
}
