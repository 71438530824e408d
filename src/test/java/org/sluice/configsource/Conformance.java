package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds the answers of one server to those of another.
 *
 * @param peer whose answers are right
 * @param own whose answers are held to them
 * @param meant differences that are meant
 */
record Conformance(ConfigurationServer peer, ConfigurationServer own, List<Meant> meant) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** How the peer names a document: the file, perhaps with words around it, and the number. */
  private static final Pattern NAME =
      Pattern.compile(
          ".*/(?:clone|config\\.git)/(.*?)(?:' via location '.*')?( \\(document #\\d+\\))?");

  /**
   * A difference that is meant and told in the guide.
   *
   * @param path of what is asked for
   * @param theirs status of the peer's answer
   * @param ours status of Sluice's
   */
  record Meant(String path, int theirs, int ours) {}

  void compare(List<Asked> questions) throws IOException, InterruptedException {
    List<String> differences = new ArrayList<>();
    for (Asked asked : questions) {
      Answered theirs = peer.ask(asked);
      Answered ours = own.ask(asked);
      Optional<Meant> difference =
          meant.stream().filter(each -> asked.path().matches(each.path())).findFirst();
      if (difference.isPresent() && asked.accept() == null) {
        assertThat(theirs.status()).as("%s", asked).isEqualTo(difference.get().theirs());
        assertThat(ours.status()).as("%s", asked).isEqualTo(difference.get().ours());
        continue;
      }
      String expected = comparable(theirs);
      String actual = comparable(ours);
      if (!expected.equals(actual)) {
        differences.add(asked + difference(expected, actual));
      }
    }
    assertThat(differences).as("differences in %d answers", questions.size()).isEmpty();
  }

  /** Both answers from shortly before the place where they part. */
  private static String difference(String expected, String actual) {
    int same = 0;
    int shorter = Math.min(expected.length(), actual.length());
    while (same < shorter && expected.charAt(same) == actual.charAt(same)) {
      same++;
    }
    return "\n  theirs: " + excerpt(expected, same) + "\n  ours:   " + excerpt(actual, same) + "\n";
  }

  private static String excerpt(String text, int around) {
    return text.substring(Math.max(0, around - 60), Math.min(text.length(), around + 160))
        .replace("\n", "⏎");
  }

  /** An answer without what may differ: names of sources, and the bodies of refusals. */
  private static String comparable(Answered answer) throws IOException {
    if (answer.status() != 200 || !answer.body().startsWith("{\"name\":")) {
      return answer.status() + " " + answer.body();
    }
    ObjectNode body = (ObjectNode) JSON.readTree(answer.body());
    if (!body.has("propertySources")) {
      return answer.status() + " " + answer.body();
    }
    ArrayNode sources = (ArrayNode) body.get("propertySources");
    for (JsonNode source : sources) {
      ((ObjectNode) source).put("name", shortName(source.get("name").asText()));
    }
    return answer.status() + " " + body;
  }

  private static String shortName(String name) {
    String start = SluiceAnswers.SOURCE + ":";
    if (name.startsWith(start)) {
      return name.substring(name.indexOf(':', start.length()) + 1);
    }
    Matcher matcher = NAME.matcher(name);
    assertThat(matcher.matches()).as(name).isTrue();
    return matcher.group(1) + (matcher.group(2) == null ? "" : matcher.group(2));
  }
}
