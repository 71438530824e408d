package org.sluice.console.style;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.omnifaces.util.Faces;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.status.Light;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Behind the page of the parts that pages are made of. */
@Named
@RequestScoped
public class StyleBacking {

  private static final Pattern ICON = Pattern.compile("<symbol id=\"([\\w-]+)\"");
  private static final int SAMPLES = 60;

  @Inject private Caller caller;
  @Inject private Settings settings;
  @Inject private Refusals refusals;

  private StyleSheet sheet;

  /**
   * A name for a value.
   *
   * @param name without the dashes before it
   * @param value in the light theme
   */
  public record Token(String name, String value) {}

  /**
   * A namespace that there is not.
   *
   * @param name of it
   */
  public record Owner(String name) {}

  /** Answers 404 unless an administrator asks an installation that Sluice is worked on with. */
  public void check() {
    if (!isShown()) {
      refusals.answer(DomainException.notFound("page"));
    }
  }

  /** Whether there is such a page here. */
  public boolean isShown() {
    return settings.development() && caller.administers();
  }

  /** Colours, by the names that both themes give them. */
  public List<Token> getColours() {
    return sheet().colours();
  }

  /** Distances. */
  public List<Token> getSpaces() {
    return sheet().named("s");
  }

  /** Sizes of letters. */
  public List<Token> getLetters() {
    return sheet().named("text");
  }

  /** Roundings of corners. */
  public List<Token> getCorners() {
    return sheet().named("r");
  }

  private StyleSheet sheet() {
    if (sheet == null) {
      sheet = StyleSheet.of(read("/resources/css/sluice.css"));
    }
    return sheet;
  }

  /** Names of all icons. */
  public List<String> getIcons() {
    List<String> names = new ArrayList<>();
    Matcher icon = ICON.matcher(read("/resources/icons/sprite.svg"));
    while (icon.find()) {
      names.add(icon.group(1));
    }
    return names;
  }

  /** Two namespaces to choose from. */
  public List<Owner> getOwners() {
    return List.of(new Owner("core"), new Owner("edge"));
  }

  /** Every light. */
  public Light[] getLights() {
    return Light.values();
  }

  /** A moment that has just been. */
  public Instant getLately() {
    return Instant.now().minus(3, ChronoUnit.MINUTES);
  }

  /** Rows of a list that knows no filter by which it is asked. */
  public Rows<String> getRows() {
    return new Rows<>(
        Map.of("page", "2", "status", "GONE"),
        Set.of("name"),
        "name",
        Set.of("status"),
        Set.of(),
        row -> row,
        StyleBacking::samples);
  }

  private static Page<String> samples(PageQuery query) {
    if (query.filters().containsKey("status")) {
      throw DomainException.invalid("status", "is none of those that there are");
    }
    List<String> rows =
        IntStream.range(query.offset(), Math.min(SAMPLES, query.offset() + query.size()))
            .mapToObj(Integer::toString)
            .toList();
    return Page.of(query, rows, SAMPLES);
  }

  private static String read(String resource) {
    try (InputStream in = Faces.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
