package org.sluice.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sluice.identity.user.NewUser;
import org.sluice.identity.user.UserChange;

class TokenTextTest {

  @Test
  void aTokenIsThePrefixAndFortyCharacters() {
    for (int i = 0; i < 1000; i++) {
      String token = TokenText.make();
      assertThat(token).matches("slc_[0-9A-Za-z]{40}");
      assertThat(TokenText.isWellFormed(token)).isTrue();
    }
  }

  @Test
  void noTwoTokensAreAlike() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(made.add(TokenText.make())).isTrue();
    }
  }

  @Test
  void oneWrongCharacterAnywhereBreaksTheChecksum() {
    String token = TokenText.make();
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'a' ? 'b' : 'a';
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(TokenText.isWellFormed(altered)).as("character " + i).isFalse();
    }
  }

  @Test
  void otherTextsAreNoTokens() {
    String token = TokenText.make();
    assertThat(TokenText.isWellFormed(null)).isFalse();
    assertThat(TokenText.isWellFormed("")).isFalse();
    assertThat(TokenText.isWellFormed(token + "a")).isFalse();
    assertThat(TokenText.isWellFormed(token.substring(0, 43))).isFalse();
    assertThat(TokenText.isWellFormed(token.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(TokenText.isWellFormed("slc_" + "0".repeat(40))).isFalse();
  }

  @Test
  void theStoredFormDoesNotHoldTheToken() {
    String token = TokenText.make();
    assertThat(TokenText.hash(token)).matches("[0-9a-f]{64}").isEqualTo(TokenText.hash(token));
    assertThat(TokenText.hint(token)).hasSize(8);
    NewUser user = new NewUser("ana", "her password", null, null, null);
    assertThat(user.toString()).doesNotContain("her password");
    assertThat(new UserChange(null, null, null, null, "new one", "old one").toString())
        .doesNotContain("new one", "old one");
    assertThat(
            new TokenView(null, "ci", "slc_", null, null, null, null, null, null, token).toString())
        .doesNotContain(token);
  }
}
