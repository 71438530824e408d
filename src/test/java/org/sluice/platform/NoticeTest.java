package org.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {

  @Test
  void eachAnnouncementIsATransitionOfItsOwnUnlessToldOtherwise() {
    Notice first = Notice.error("mirror-failed", "team/app", "It failed.");
    Notice second = Notice.error("mirror-failed", "team/app", "It failed.");
    assertThat(first.transition()).isNotEqualTo(second.transition());
    UUID namespace = UUID.randomUUID();
    Notice told = first.once("mirror-failed:1").in(namespace).at("/repositories/team/app");
    assertThat(told)
        .isEqualTo(
            new Notice(
                "mirror-failed",
                Notice.Severity.ERROR,
                "team/app",
                "It failed.",
                "/repositories/team/app",
                namespace,
                "mirror-failed:1",
                first.happenedAt()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Mirror", "mirror failed", "-mirror", "mirror-", "a,b", "mirror*"})
  void topicsAreWordsJoinedByHyphens(String topic) {
    assertThatThrownBy(() -> Notice.info(topic, "x", "y"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void transitionsHaveALength() {
    Notice notice = Notice.info("a", "x", "y");
    assertThat(notice.once("x".repeat(Notice.MAX_TRANSITION)).transition()).hasSize(200);
    assertThatThrownBy(() -> notice.once("x".repeat(Notice.MAX_TRANSITION + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> notice.once("")).isInstanceOf(IllegalArgumentException.class);
  }
}
