package org.sluice.configsource.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.configsource.ConfigCommit;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** What was seen of a Spring Cloud Config Server 5.0 is what is expected here. */
class FlatFormTest {

  @TempDir private Path folder;

  private ConfigAnswer answer(String... pathsAndContents) throws IOException {
    return ConfigCommit.of(folder, pathsAndContents).ask("shop", "dev");
  }

  private static void assertRefused(FailureKind kind, FlatForm form, ConfigAnswer answer) {
    assertThatThrownBy(() -> form.write(answer, true))
        .isInstanceOfSatisfying(
            DomainException.class, refused -> assertThat(refused.kind()).isEqualTo(kind));
  }

  @Test
  void theOutcomeIsWrittenInEveryForm() throws IOException {
    ConfigAnswer answer =
        answer(
            "application.yml", "a: {b: 1, c: x}\nl: [1, 2]\ngreeting: hello ${a.c}\n",
            "shop.properties", "a.b=2\nl[0]=9\n");
    assertThat(FlatForm.PROPERTIES.write(answer, true))
        .isEqualTo("a.b: 2\na.c: x\ngreeting: hello x\nl[0]: 9");
    assertThat(FlatForm.YAML.write(answer, true))
        .isEqualTo("a:\n  b: '2'\n  c: x\ngreeting: hello x\nl:\n- '9'\n");
    assertThat(FlatForm.JSON.write(answer, true))
        .isEqualTo("{\"a\":{\"b\":\"2\",\"c\":\"x\"},\"greeting\":\"hello x\",\"l\":[\"9\"]}");
    assertThat(FlatForm.JSON.write(answer, false)).contains("hello ${a.c}");
    assertThat(FlatForm.inText(answer, "<${a.b}> ${HOME}")).isEqualTo("<2> ${HOME}");
  }

  @Test
  void aNameWithAValueStandsBesideTheNamesBelowIt() throws IOException {
    assertThat(FlatForm.JSON.write(answer("shop.properties", "a=1\na.b=2\nc.d=3\nc=4\n"), true))
        .isEqualTo("{\"a\":\"1\",\"a.b\":\"2\",\"c\":\"4\"}");
  }

  @Test
  void ofAValueAndAListTheOneThatWinsIsWritten() throws IOException {
    ConfigAnswer list = answer("application.yml", "l: []", "shop.yml", "l: [1]");
    assertThat(FlatForm.JSON.write(list, true)).isEqualTo("{\"l\":[1]}");
  }

  @Test
  void ofAListAndAValueTheOneThatWinsIsWritten() throws IOException {
    ConfigAnswer value = answer("application.yml", "l: [1]", "shop.yml", "l: []");
    assertThat(FlatForm.JSON.write(value, true)).isEqualTo("{\"l\":\"\"}");
    assertThat(FlatForm.PROPERTIES.write(value, true)).isEqualTo("l: \nl[0]: 1");
  }

  @Test
  void gapsInListsAreNull() throws IOException {
    assertThat(FlatForm.JSON.write(answer("shop.properties", "a[2]=x\n"), true))
        .isEqualTo("{\"a\":[null,null,\"x\"]}");
  }

  @Test
  void whatWasNoMapIsWrittenAsItWas() throws IOException {
    assertThat(FlatForm.YAML.write(answer("shop.yml", "[a, b]"), true)).isEqualTo("- a\n- b\n");
  }

  @Test
  void nothingIsAnEmptyMap() throws IOException {
    ConfigAnswer answer = answer("other.yml", "a: 1");
    assertThat(FlatForm.YAML.write(answer, true)).isEqualTo("{}\n");
    assertThat(FlatForm.JSON.write(answer, true)).isEqualTo("{}");
    assertThat(FlatForm.PROPERTIES.write(answer, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b=1", ".a=1", "a[-1]=1", "a[0]b=1", "[0]=1"})
  void keysWithoutStructureAreOnlyProperties(String line) throws IOException {
    ConfigAnswer answer = answer("shop.properties", line);
    assertRefused(FailureKind.INVALID, FlatForm.YAML, answer);
    assertThat(FlatForm.PROPERTIES.write(answer, true)).isEqualTo(line.replace("=", ": "));
  }

  @Test
  void noListIsFilledWithoutEnd() throws IOException {
    assertRefused(
        FailureKind.TOO_LARGE, FlatForm.JSON, answer("shop.properties", "a[2000000000]=1"));
  }

  @Test
  void noKeyNestsWithoutEnd() throws IOException {
    assertRefused(
        FailureKind.INVALID, FlatForm.YAML, answer("shop.properties", "a.".repeat(5_000) + "b=1"));
  }

  @Test
  void aCircleIsRefusedAndReadableWithoutResolution() throws IOException {
    ConfigAnswer answer = answer("shop.yml", "a: ${b}\nb: ${a}\n");
    assertRefused(FailureKind.INVALID, FlatForm.YAML, answer);
    assertThat(FlatForm.YAML.write(answer, false)).isEqualTo("a: ${b}\nb: ${a}\n");
  }

  @Test
  void documentsAreWrittenWithAndWithoutOrigins() throws IOException {
    ConfigAnswer answer = answer("shop.yml", "a: 1\nb: ${a}\n");
    String version = answer.commit().version();
    assertThat(new String(EnvironmentJson.of(answer, false), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"name\":\"shop\",\"profiles\":[\"dev\"],\"label\":null,\"version\":\""
                + version
                + "\",\"state\":\"\",\"propertySources\":[{\"name\":\"team:main:shop.yml\","
                + "\"source\":{\"a\":1,\"b\":\"${a}\"}}]}");
    assertThat(new String(EnvironmentJson.of(answer, true), StandardCharsets.UTF_8))
        .contains(
            "\"source\":{\"a\":{\"value\":1,\"origin\":\"1:4\"},"
                + "\"b\":{\"value\":\"${a}\",\"origin\":\"2:4\"}}");
  }
}
