package org.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** Which clone URLs come in. */
class UpstreamUrlTest {

  private static boolean same(String one, String other) {
    Set<String> transports = Set.of("https", "http");
    return UpstreamUrl.parse("url", one, transports)
        .isSameRepositoryAs(UpstreamUrl.parse("url", other, transports));
  }

  @Test
  void anotherSpellingIsTheSameRepository() {
    String url = "https://git.example.org/team/app.git";
    for (String other :
        List.of(
            url,
            "https://GIT.example.org/team/app.git",
            "https://git.example.org:443/team/app.git",
            "http://git.example.org/team/app.git",
            "https://git.example.org/team/app",
            "https://git.example.org/team/app/",
            "https://git.example.org/team//app.git/",
            "https://git.example.org/team/./other/../app.git",
            "https://git.example.org/team/%61pp.git")) {
      assertThat(same(url, other)).as(other).isTrue();
      assertThat(same(other, url)).as(other).isTrue();
    }
    for (String other :
        List.of(
            "https://example.org/team/app.git",
            "https://git.example.org:8443/team/app.git",
            "https://git.example.org/team/apps.git",
            "https://git.example.org/app.git")) {
      assertThat(same(url, other)).as(other).isFalse();
    }
  }

  private static final Set<String> BOTH = Set.of("https", "http", "ssh");

  @Test
  void goodUrlIsTakenApart() {
    UpstreamUrl url = UpstreamUrl.parse("cloneUrl", "  HTTPS://Git.Example:8443/a/b.git ", BOTH);
    assertThat(url)
        .isEqualTo(
            new UpstreamUrl(
                "HTTPS://Git.Example:8443/a/b.git", "https", null, "git.example", 8443));
    assertThat(UpstreamUrl.parse("cloneUrl", "https://h/a", BOTH).port()).isEqualTo(443);
    assertThat(UpstreamUrl.parse("cloneUrl", "http://h/a", BOTH).port()).isEqualTo(80);
    assertThat(UpstreamUrl.parse("cloneUrl", "http://[::1]:81/a", BOTH).host()).isEqualTo("::1");
    assertThat(UpstreamUrl.parse("cloneUrl", "http://h/a%20b.git", BOTH).host()).isEqualTo("h");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "   ",
        "h/a.git",
        "h:a.git",
        "a b@h:a.git",
        "ssh://git:hunter2@h/a.git",
        "ssh://git@h",
        "ssh://-oProxyCommand=hunter2@h/a.git",
        "ssh://git@h/-oProxyCommand",
        "ssh://git@127.1/a.git",
        "git@0x7f.1:a.git",
        "git@h:",
        "git://h/a.git",
        "file:///a.git",
        "/a.git",
        "ext::sh -c date",
        "javascript:alert(1)",
        "https://user:hunter2@h/a.git",
        "https://hunter2@h/a.git",
        "https://@h/a.git",
        "https:///a.git",
        "https:a.git",
        "https://h",
        "https://h/",
        "https://h//",
        "https://h/a.git#main",
        "https://h/a.git?token=hunter2",
        "https://h/a b.git",
        "https://h/a\u0000.git",
        "https://h/a\n.git",
        "https://h/a\u0085.git",
        "https://h:99999/a.git",
        "https://h:0/a.git",
        "https://127.1/a.git",
        "https://2130706433/a.git",
        "https://[fe80::1%25lo]/a.git",
        "https://h/[a"
      })
  void badUrlIsRefusedWithItsField(String text) {
    assertThatThrownBy(() -> UpstreamUrl.parse("cloneUrl", text, BOTH))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused.errors()).singleElement();
              assertThat(refused.errors().get(0).field()).isEqualTo("cloneUrl");
              assertThat(refused.getMessage()).doesNotContain("hunter2");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "ssh://git@h.example/a/b.git, ssh://git@h.example/a/b.git, git, h.example, 22, h.example",
    "ssh://h.example:2222/~/b.git, ssh://h.example:2222/~/b.git, , h.example, 2222, h.example:2222",
    "git@GitHub.com:acme/app.git, ssh://git@GitHub.com/acme/app.git, git, github.com, 22, github.com",
    "git@h:/srv/app.git, ssh://git@h/srv/app.git, git, h, 22, h",
    "h.example:acme/app.git, ssh://h.example/acme/app.git, , h.example, 22, h.example",
    "me@[::1]:app.git, ssh://me@[::1]/app.git, me, ::1, 22, ::1",
    "ssh://me@[::1]:23/app.git, ssh://me@[::1]:23/app.git, me, ::1, 23, [::1]:23"
  })
  void urlOfSshIsTakenApart(
      String given, String text, String user, String host, int port, String named) {
    UpstreamUrl url = UpstreamUrl.parse("cloneUrl", given, BOTH);
    assertThat(url).isEqualTo(new UpstreamUrl(text, "ssh", user, host, port));
    assertThat(url.hostAndPort()).isEqualTo(named);
    assertThat(url.isAt(named)).isTrue();
    assertThat(url.isAt(named + "x")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://[2001:DB8::A]/a.git, https://[2001:db8::a]/a.git, 2001:db8::a",
    "https://[2001:0db8:0:0:0:0:0:000a]:8443/a, https://[2001:db8::a]:8443/a, [2001:db8::a]:8443",
    "git@[2001:DB8::192.0.2.33]:a.git, ssh://git@[2001:db8::c000:221]/a.git, 2001:db8::c000:221",
    "ssh://git@[::FFFF:192.0.2.33]:23/A, ssh://git@[::ffff:c000:221]:23/A, [::ffff:c000:221]:23",
    "http://[::ffff:C000:221]/a, http://[::ffff:c000:221]/a, ::ffff:c000:221",
    "http://[2001:db8:0:0:1:0:0:1]/a, http://[2001:db8::1:0:0:1]/a, 2001:db8::1:0:0:1",
    "http://[2001:0:0:1:0:0:0:1]/a, http://[2001:0:0:1::1]/a, 2001:0:0:1::1",
    "http://[2001:db8:0:1:1:1:1:1]/a, http://[2001:db8:0:1:1:1:1:1]/a, 2001:db8:0:1:1:1:1:1",
    "http://[2001::]/a, http://[2001::]/a, 2001::",
    "http://[0:0:0:0:0:0:0:0]/a, http://[::]/a, ::"
  })
  void anIpv6AddressHasOneSpellingThatGitsOwnReaderTakes(String given, String text, String named)
      throws Exception {
    UpstreamUrl url = UpstreamUrl.parse("cloneUrl", given, BOTH);
    assertThat(url.text()).isEqualTo(text);
    assertThat(url.hostAndPort()).isEqualTo(named);
    assertThat(new URIish(text).getHost()).isEqualTo("[" + url.host() + "]");
    assertThat(UpstreamUrl.ofKnown(text)).isEqualTo(url);
  }

  @Test
  void hostsOfCredentialsHaveTheSameSpelling() {
    assertThat(UpstreamUrl.host("host", "2001:DB8::0A")).isEqualTo("2001:db8::a");
    assertThat(UpstreamUrl.host("host", "[2001:DB8::0.0.0.10]:2222"))
        .isEqualTo("[2001:db8::a]:2222");
  }

  @Test
  void theShortFormIsNoneWhereSshIsNotAllowed() {
    assertThatThrownBy(
            () -> UpstreamUrl.parse("cloneUrl", "git@h.example:a.git", Set.of("https", "http")))
        .isInstanceOf(DomainException.class);
  }

  @Test
  void lengthIsBounded() {
    String longest = "https://h/" + "a".repeat(UpstreamUrl.MAX_LENGTH - 10);
    assertThat(UpstreamUrl.parse("cloneUrl", longest, BOTH).text()).hasSize(2048);
    assertThatThrownBy(() -> UpstreamUrl.parse("cloneUrl", longest + "a", BOTH))
        .isInstanceOf(DomainException.class);
  }

  @Test
  void transportThatIsNotAllowedIsRefused() {
    assertThatThrownBy(() -> UpstreamUrl.parse("cloneUrl", "http://h/a", Set.of("https")))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("https://");
  }

  @Test
  void userInfoIsScrubbedFromText() {
    assertThat(UpstreamUrl.scrubbed("at https://bot:hunter2@h/a and http://x@y: no"))
        .isEqualTo("at https://h/a and http://y: no");
  }
}
