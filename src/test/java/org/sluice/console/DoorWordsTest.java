package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What doors say of input, said in the language of a page. */
class DoorWordsTest {

  /** A rule of one field that is written out, such as {@code invalid("name", "is required")}. */
  private static final Pattern RULE =
      Pattern.compile(
          "(?:DomainException\\.invalid|new FieldError)\\(\\s*[\\w.()\"]+,\\s*\"([^\"]+)\"\\s*\\)");

  /** Rooms and classes whose rules no form of the console can break. */
  private static final Pattern OF_NO_FORM =
      Pattern.compile(
          ".*/(rest|git|fleet|job|pullrequest)/.*|.*/(NoticeService|NoticeStore|Discovery|DeliveryLists"
              + "|DeliveriesResource|SubscriptionFilesResource|SubscriptionLists|SubscriptionsOf\\w+"
              + "|PullCursor|ConfigAddress|ConfigSourceResource|ConfigDiffResource|PlainFiles"
              + "|ImportsResource|ForgeRepositoriesResource|JobLookup|AuditFilter|RefService"
              + "|TokenService|SavedFilterService|RegistryService|RepositoryChoice"
              + "|RepositorySelection|StyleBacking|Live|FleetLive|LiveServlet)\\.java");

  private final DoorWords spanish = DoorWords.in(Locale.forLanguageTag("es"));

  @Test
  void whatDiffersIsTakenOver() {
    assertThat(spanish.say("must be a whole number from 0 to 1000"))
        .isEqualTo("debe ser un número entero de 0 a 1000");
    assertThat(spanish.say("is for git.example.org:22, not for $1 or \\"))
        .isEqualTo("es para git.example.org:22, no para $1 or \\");
    assertThat(spanish.say("must begin with https:// or http://"))
        .isEqualTo("debe empezar por https:// o http://");
    assertThat(spanish.say("must begin with https://")).isEqualTo("debe empezar por https://");
    assertThat(spanish.say("The configuration source shop reads it. Delete that first."))
        .startsWith("Lo lee la fuente de configuración shop.");
    assertThat(
            spanish.say(
                "must be folders of up to 200 characters, which may hold {application}, {profile},"
                    + " {label} and *"))
        .isEqualTo(
            "deben ser carpetas de hasta 200 caracteres, que pueden contener {application},"
                + " {profile}, {label} y *");
  }

  @Test
  void whatIsNotKnownAndWhatIsEnglishAnywayStays() {
    assertThat(spanish.say("says something new")).isEqualTo("says something new");
    assertThat(DoorWords.in(Locale.ENGLISH).say("is required")).isEqualTo("is required");
  }

  @Test
  void everyLineIsSaidByItselfAndNoneIsHiddenByAnEarlierOne() throws IOException {
    Set<String> theirs = new HashSet<>();
    for (String line :
        Files.readAllLines(Path.of("src/main/resources/org/sluice/console/doors_es.txt"))) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> halves = List.of(line.split(" = "));
      assertThat(halves).as(line).hasSize(2);
      assertThat(theirs.add(halves.get(0))).as(line).isTrue();
      // What stands in a hole is said as it is, so its own words come out as the line has them.
      assertThat(spanish.say(halves.get(0))).isEqualTo(halves.get(1));
    }
  }

  @Test
  void everyRuleThatAFormCanBreakIsKnown() throws IOException {
    Set<String> unknown = new TreeSet<>();
    int seen = 0;
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/org/sluice"))) {
      for (Path each : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        if (OF_NO_FORM.matcher(each.toString()).matches()) {
          continue;
        }
        for (var rule : RULE.matcher(Files.readString(each)).results().toList()) {
          seen++;
          if (spanish.say(rule.group(1)).equals(rule.group(1))) {
            unknown.add(rule.group(1) + " in " + each.getFileName());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(seen).isGreaterThan(60);
  }
}
