package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How the console finds its words. */
class LanguageTest {

  @Test
  void textsComeInTheLanguageAskedForWhateverTheServerSpeaks() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("es"));
      assertThat(new Language(Locale.ENGLISH).text("signIn.title")).isEqualTo("Sign in");
      Locale.setDefault(Locale.ENGLISH);
      assertThat(new Language(Locale.forLanguageTag("es")).text("signIn.title"))
          .isEqualTo("Iniciar sesión");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anUnknownKeyIsShownRatherThanFailing() {
    assertThat(new Language(Locale.ENGLISH).text("no.such.text")).isEqualTo("no.such.text");
  }

  @Test
  void theScriptGetsOnlyItsOwnTexts() {
    assertThat(new Language(Locale.ENGLISH).getScriptTexts())
        .contains("\"script.close\":\"Close\"")
        .doesNotContain("signIn.");
  }

  @Test
  void bytesAreSaidInTheUnitThatFitsAndWithTheReadersComma() {
    Language english = new Language(Locale.ENGLISH);
    assertThat(english.bytes(0)).isEqualTo("0 B");
    assertThat(english.bytes(1023)).isEqualTo("1,023 B");
    assertThat(english.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(english.bytes(10L << 20)).isEqualTo("10 MiB");
    assertThat(english.bytes(5000L << 40)).isEqualTo("5,000 TiB");
    assertThat(new Language(Locale.forLanguageTag("es")).bytes(1536)).isEqualTo("1,5 KiB");
  }
}
