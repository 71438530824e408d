package org.sluice.git;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit from what belongs to the account that Sluice runs as: the Git configuration of the
 * system and the user, and Git's environment variables. It also keeps JGit from starting {@code git
 * --version} to find them, and from measuring for three seconds how fine the file system's clock
 * is, which the first sync of a process would wait for.
 */
public final class PlainSystemReader extends SystemReader.Delegate {

  /**
   * The coarsest clock that a file system has (FAT). Files that were changed so short ago are read
   * again to be sure, which is right with any finer clock too.
   */
  private static final Duration CLOCK = Duration.ofSeconds(2);

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
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
              && name.equals(ConfigConstants.CONFIG_KEY_TIMESTAMP_RESOLUTION)
          ? unit.convert(CLOCK)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public void load() {
      // There is nothing to read.
    }

    @Override
    public void save() {
      // Nothing is kept.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
