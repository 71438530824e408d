package org.sluice.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder that holds all of this installation's state: the database, the mirrors, the key.
 *
 * <p>Found before any other setting, since {@code sluice.properties} lies in it: the system
 * property {@code sluice.home}, else the environment's {@code SLUICE_HOME}, else {@code ~/.sluice}.
 */
public final class SluiceHome {

  private SluiceHome() {}

  /** The folder, absolute; it need not exist yet. */
  public static Path folder() {
    return Optional.ofNullable(System.getProperty("sluice.home"))
        .or(() -> Optional.ofNullable(System.getenv("SLUICE_HOME")))
        .filter(set -> !set.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".sluice"))
        .toAbsolutePath()
        .normalize();
  }

  /**
   * A folder below the home, made if it is not there; the home itself is made for its owner alone.
   *
   * @param name a simple name
   * @throws UncheckedIOException if it cannot be made
   */
  public static Path folder(String name) {
    try {
      Path home = folder();
      if (!Files.exists(home)) {
        Files.createDirectories(home);
        if (home.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        }
      }
      return Files.createDirectories(home.resolve(name));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
