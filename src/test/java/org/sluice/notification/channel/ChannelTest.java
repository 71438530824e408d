package org.sluice.notification.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.notification.post.Samples;
import org.sluice.platform.Notice.Severity;

class ChannelTest {

  private static final UUID TEAM = UUID.randomUUID();

  @ParameterizedTest
  @CsvSource({
    "'',mirror-failed,true",
    "mirror-failed,mirror-failed,true",
    "mirror-*,mirror-failed,true",
    "mirror-*,mirror,false",
    "*-failed,mirror-failed,true",
    "*,disk-low,true",
    "mirror-fail,mirror-failed,false",
    "disk-* mirror-*,mirror-failed,true"
  })
  void globsChooseTopics(String globs, String topic, boolean wanted) {
    List<String> topics = globs.isEmpty() ? List.of() : List.of(globs.split(" "));
    Channel channel =
        Samples.channel(ChannelKind.MAIL, topics, Severity.INFO, null, List.of("a@b.c"), null);
    assertThat(channel.wants(Samples.notice(topic, Severity.INFO, "x/y", null))).isEqualTo(wanted);
  }

  @Test
  void severityAndNamespaceLimitIt() {
    Channel channel =
        Samples.channel(
            ChannelKind.MAIL, List.of(), Severity.WARNING, TEAM, List.of("a@b.c"), null);
    assertThat(channel.wants(Samples.notice("t", Severity.INFO, "x/y", TEAM))).isFalse();
    assertThat(channel.wants(Samples.notice("t", Severity.WARNING, "x/y", TEAM))).isTrue();
    assertThat(channel.wants(Samples.notice("t", Severity.ERROR, "x/y", TEAM))).isTrue();
    assertThat(channel.wants(Samples.notice("t", Severity.ERROR, "x/y", null))).isFalse();
    assertThat(channel.wants(Samples.notice("t", Severity.ERROR, "x/y", UUID.randomUUID())))
        .isFalse();
  }

  @Test
  void itsTextHoldsNoSecretNotEvenASealedOne() {
    assertThat(Samples.webhook("https://example.org/").toString()).doesNotContain("sealed-secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ana@example.org", "o'neil+tag@example.co.uk", "x@localhost", "a.b@[nope", ""})
  void recipientsArePlainAddresses(String address) {
    boolean plain = !address.isEmpty() && !address.contains("[");
    if (plain) {
      assertThat(checked(Samples.mail(address)).recipients()).containsExactly(address);
    } else {
      assertThat(refusal(Samples.mail(address)))
          .extracting(FieldError::field)
          .contains("recipients");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana <ana@example.org>",
        "ana@example.org, ben@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@example.org\nX: y",
        "ana @example.org",
        "\"a b\"@example.org",
        "ana@exämple.org",
        "@example.org",
        "ana@"
      })
  void addressesThatCouldMeanMoreAreRefused(String address) {
    assertThat(refusal(Samples.mail(address)))
        .containsExactly(
            new FieldError("recipients", "must hold 1 to 20 addresses such as ana@example.org"));
  }

  @Test
  void tooManyOfAnythingIsRefused() {
    assertThat(refusal(Samples.mail(Collections.nCopies(1, "x").toArray(String[]::new))))
        .hasSize(1);
    String[] many = new String[21];
    for (int i = 0; i < many.length; i++) {
      many[i] = "a" + i + "@example.org";
    }
    assertThat(refusal(Samples.mail(many))).extracting(FieldError::field).contains("recipients");
    List<String> topics = java.util.stream.IntStream.range(0, 31).mapToObj(n -> "t" + n).toList();
    Channel channel =
        Samples.channel(ChannelKind.MAIL, topics, Severity.INFO, null, List.of("a@b.c"), null);
    assertThat(refusal(channel)).extracting(FieldError::field).containsExactly("topics");
  }

  @Test
  void aListMayBeLeftOutAndHoldsNoGap() {
    assertThat(ChannelRules.orNone("topics", null)).isEmpty();
    assertThat(ChannelRules.orNone("topics", List.of("mirror-*"))).containsExactly("mirror-*");
    assertThatThrownBy(() -> ChannelRules.orNone("topics", Collections.singletonList(null)))
        .isInstanceOf(DomainException.class)
        .hasMessage("topics: must be a list of texts");
  }

  @Test
  void eachKindHasItsOwnWay() {
    assertThat(refusal(Samples.webhook(null)))
        .containsExactly(new FieldError("url", "is required"));
    Channel both =
        Samples.channel(
            ChannelKind.MAIL,
            List.of("Bad Topic"),
            Severity.INFO,
            null,
            List.of("a@b.c"),
            "https://example.org/");
    assertThat(refusal(both)).extracting(FieldError::field).containsExactly("topics", "url");
    Channel posted =
        Samples.channel(
            ChannelKind.WEBHOOK,
            List.of(),
            Severity.INFO,
            null,
            List.of("a@b.c"),
            "https://example.org/");
    assertThat(refusal(posted)).containsExactly(new FieldError("recipients", "are for mail only"));
  }

  private static Channel checked(Channel channel) {
    return ChannelRules.checked(channel, Set.of("https"));
  }

  private static List<FieldError> refusal(Channel channel) {
    List<FieldError> errors = new java.util.ArrayList<>();
    assertThatThrownBy(() -> checked(channel))
        .isInstanceOfSatisfying(DomainException.class, refused -> errors.addAll(refused.errors()));
    return errors;
  }
}
