package org.sluice.configsource.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.configsource.ConfigurationChanged;

class ListenerMessageTest {

  private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123456Z");

  private static String text(ListenerMessage message) {
    return new String(message.json(), StandardCharsets.UTF_8);
  }

  @Test
  void aChangeIsToldWithItsCommitsPathsAndApplications() {
    ListenerMessage message =
        ListenerMessage.of(
            new ConfigurationChanged(
                new UUID(0, 7),
                new UUID(0, 8),
                "shop",
                "main",
                "a".repeat(40),
                "b".repeat(40),
                true,
                List.of("shop.yml", "x\"y.txt"),
                300,
                List.of("shop"),
                AT));
    assertThat(message.id()).isEqualTo(new UUID(0, 7).toString());
    assertThat(text(message))
        .isEqualTo(
            "{\"type\":\"configuration.changed\",\"timestamp\":\"2026-01-31T12:00:00.123Z\","
                + "\"data\":{\"source\":\"shop\",\"label\":\"main\",\"oldCommit\":\""
                + "a".repeat(40)
                + "\",\"newCommit\":\""
                + "b".repeat(40)
                + "\",\"forced\":true,\"changedPaths\":[\"shop.yml\",\"x\\\"y.txt\"],"
                + "\"changedPathCount\":300,\"applications\":[\"shop\"]}}");
  }

  @Test
  void aPingIsEachTimeAnother() {
    UUID listener = new UUID(0, 9);
    ListenerMessage one = ListenerMessage.ping("shop", listener, AT);
    assertThat(text(one))
        .isEqualTo(
            "{\"type\":\"ping\",\"timestamp\":\"2026-01-31T12:00:00.123Z\","
                + "\"data\":{\"source\":\"shop\",\"listener\":\""
                + listener
                + "\"}}");
    assertThat(ListenerMessage.ping("shop", listener, AT).id()).isNotEqualTo(one.id());
  }
}
