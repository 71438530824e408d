package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;

class LastDayTest {

  @Test
  void aDayEndsAtItsMidnightAndComesBackAsItWasTyped() {
    Instant end = LastDay.end("expiresAt", " 2027-01-31 ");
    assertThat(end).isEqualTo("2027-02-01T00:00:00Z");
    assertThat(LastDay.before(end)).isEqualTo("2027-01-31");
    assertThat(LastDay.before(end.plusSeconds(1))).isEqualTo("2027-02-01");
  }

  @Test
  void whatIsEmptyHasNoEnd() {
    assertThat(LastDay.end("expiresAt", null)).isNull();
    assertThat(LastDay.end("expiresAt", " ")).isNull();
    assertThat(LastDay.before(null)).isNull();
  }

  @Test
  void whatIsNoDayIsRefusedAtItsField() {
    assertThatThrownBy(() -> LastDay.end("expiresAt", "31/01/2027"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused ->
                assertThat(refused.errors())
                    .extracting(FieldError::field)
                    .containsExactly("expiresAt"));
  }
}
