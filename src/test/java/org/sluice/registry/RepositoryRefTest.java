package org.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RepositoryRefTest {

  @Test
  void whatNobodyWaitsForTakesNoRoomFromWhatSomebodyDoes() {
    RepositoryRef app =
        new RepositoryRef(new UUID(0, 1), new UUID(0, 2), "team/app", "forge.example");
    assertThat(app.apiShare(true))
        .isNotEqualTo(app.apiShare(false))
        .isNotEqualTo(app.host())
        .endsWith("forge.example");
    assertThat(app.apiShare(false)).isNotEqualTo(app.host()).endsWith("forge.example");
  }
}
