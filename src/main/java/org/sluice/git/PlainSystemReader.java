package org.sluice.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit from what belongs to the account that Sluice runs as: the Git configuration of the
 * system and the user, and Git's environment variables. It also keeps JGit from starting {@code git
 * --version} to find them.
 */
public final class PlainSystemReader extends SystemReader.Delegate {

  private PlainSystemReader(SystemReader reader) {
    super(reader);
  }

  /** Installs it for all of JGit; more than once does no harm. */
  public static synchronized void install() {
    if (!(SystemReader.getInstance() instanceof PlainSystemReader)) {
      SystemReader.setInstance(new PlainSystemReader(SystemReader.getInstance()));
    }
  }

  @Override
  public String getenv(String variable) {
    boolean git = variable.startsWith("GIT_") || variable.equals(Constants.XDG_CONFIG_HOME);
    return git ? null : super.getenv(variable);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  /** A configuration that is empty and has no file. */
  private static final class NoConfig extends FileBasedConfig {

    NoConfig(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // There is nothing to read.
    }

    @Override
    public void save() {
      // What JGit measured about the file system is measured again by the next process.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
