package org.sluice.git.tree;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.sluice.git.PlainSystemReader;
import org.sluice.git.disk.MirrorSwap;

/** Opens mirrors for reading. */
final class OpenMirror {

  static {
    PlainSystemReader.install();
  }

  private OpenMirror() {}

  /** A mirror's repository, to be closed by whoever asked. */
  static Repository at(Path folder) throws IOException {
    return MirrorSwap.reading(
        () ->
            new FileRepositoryBuilder()
                .setBare()
                .setGitDir(folder.toFile())
                .setMustExist(true)
                .build());
  }
}
