package org.sluice.platform.settings;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.sluice.platform.SluiceHome;

/**
 * Settings of {@code $SLUICE_HOME/sluice.properties}, read once; the environment (ordinal 300) wins
 * over them.
 */
public final class HomeConfigSource implements ConfigSource {

  private final Map<String, String> values = read(SluiceHome.folder().resolve("sluice.properties"));

  private static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
  }

  @Override
  public Set<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public String getValue(String name) {
    return values.get(name);
  }

  @Override
  public String getName() {
    return "sluice.properties";
  }

  @Override
  public int getOrdinal() {
    return 250;
  }
}
