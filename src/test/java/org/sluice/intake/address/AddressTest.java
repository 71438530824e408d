package org.sluice.intake.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.intake.Reason;
import org.sluice.registry.upstream.UpstreamKey;

class AddressTest {

  private static String url(String entered) throws NoRepository {
    return Address.of(entered).upstream().text();
  }

  private static String key(String entered) throws NoRepository {
    return UpstreamKey.of(Address.of(entered).upstream());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/acme/app",
        "https://github.com/acme/app.git",
        "HTTPS://GitHub.com/acme/app/",
        "http://www.github.com:80/acme//app",
        "github.com/acme/app",
        "git@github.com:acme/app.git",
        "ssh://git@github.com/acme/app",
        "ssh://git@ssh.github.com:443/acme/app.git",
        "git://github.com/acme/app.git",
        "git+https://github.com/acme/app.git",
        "https://github.com/acme/app?utm_source=mail&tab=readme#readme",
        "https://github.com/acme/app/tree/main/src",
        "https://github.com/acme/app/blob/main/README.md#L3",
        "https://github.com/acme/app/pull/7/files",
        "https://github.com/acme/app/releases.atom",
        "  https://github.com/acme/app  "
      })
  void everySpellingIsOneRepository(String entered) throws Exception {
    assertThat(url(entered)).isEqualTo("https://github.com/acme/app.git");
    assertThat(Address.of(entered).owner()).isEqualTo("acme");
    assertThat(Address.of(entered).name()).isEqualTo("app");
  }

  @ParameterizedTest
  @CsvSource({
    "https://gitlab.com/group/sub/app/-/merge_requests/1, https://gitlab.com/group/sub/app.git",
    "https://gitlab.com/group/app/tree/main, https://gitlab.com/group/app.git",
    "https://gitlab.com/group/sub/app.git, https://gitlab.com/group/sub/app.git",
    "https://gitlab.com/group/app/issues/3, https://gitlab.com/group/app.git",
    "https://gitlab.com/group/issues, https://gitlab.com/group/issues.git",
    "git@gitlab.com:group/sub/app.git, https://gitlab.com/group/sub/app.git",
    "https://bitbucket.org/team/app/src/main/, https://bitbucket.org/team/app.git",
    "https://bitbucket.org/team/app/pull-requests/2, https://bitbucket.org/team/app.git",
    "https://codeberg.org/team/app/src/branch/main, https://codeberg.org/team/app.git",
    "https://gitea.com/team/app/pulls/2, https://gitea.com/team/app.git",
    "https://github.com/acme/.github, https://github.com/acme/.github.git"
  })
  void linksIntoARepositoryAreCutToIt(String entered, String expected) throws Exception {
    assertThat(url(entered)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Git.Example.org:443/Team/App/, https://git.example.org/Team/App",
    "http://git.example.org:3000/team/app.git, http://git.example.org:3000/team/app.git",
    "https://git.example.org/team/app?utm_medium=x&ref=y#top, https://git.example.org/team/app",
    "https://www.example.org/team//app, https://www.example.org/team/app",
    "git@git.example.org:team/app.git, ssh://git@git.example.org/team/app.git",
    "ssh://git.example.org:22/team/app, ssh://git.example.org/team/app",
    "ssh://me@git.example.org:2222/app.git, ssh://me@git.example.org:2222/app.git",
    "https://git.example.org/team/app/-/tree/main, https://git.example.org/team/app/-/tree/main",
    "http://127.0.0.1:8123/team/app.git, http://127.0.0.1:8123/team/app.git",
    "https://github.com:8443/team/app, https://github.com:8443/team/app"
  })
  void elsewhereOnlyTheSpellingIsPutRight(String entered, String expected) throws Exception {
    assertThat(url(entered)).isEqualTo(expected);
  }

  @Test
  void spellingsOfOneUpstreamHaveOneKey() throws Exception {
    assertThat(key("https://github.com/ACME/App"))
        .isEqualTo(key("git@github.com:acme/app.git"))
        .hasSize(64);
    assertThat(key("https://git.example.org/team/app"))
        .isEqualTo(key("git@git.example.org:team/app.git"))
        .isEqualTo(key("http://git.example.org/team/app/"))
        .isNotEqualTo(key("https://git.example.org/Team/app"))
        .isNotEqualTo(key("https://git.example.org:8443/team/app"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                         | NO_ADDRESS
          nonsense                                   | NOT_A_REPOSITORY
          https://                                   | NOT_A_REPOSITORY
          https://git.example.org/                   | NOT_A_REPOSITORY
          https://github.com/acme                    | NOT_A_REPOSITORY
          https://github.com/topics/java             | NOT_A_REPOSITORY
          https://github.com/orgs/acme/repositories  | NOT_A_REPOSITORY
          https://gitlab.com/-/explore               | NOT_A_REPOSITORY
          https://git.example.org/a/../b             | NOT_A_REPOSITORY
          https://git.example.org/?p=app.git         | NOT_A_REPOSITORY
          https://git.example.org:99999/a            | NOT_A_REPOSITORY
          https://git example.org/a                  | NOT_A_REPOSITORY
          =HYPERLINK("https://github.com/acme/app")  | NOT_A_REPOSITORY
          javascript:alert(1)                        | NOT_A_REPOSITORY
          https://github.com/acme/a%2Fb              | NOT_A_REPOSITORY
          file:///etc/passwd                         | TRANSPORT
          ftp://git.example.org/app                  | TRANSPORT
          ext::sh                                    | NOT_A_REPOSITORY
          git://git.example.org/app                  | TRANSPORT
          https://ana:s3cret@github.com/acme/app     | CREDENTIALS
          https://ghp_s3cret@github.com/acme/app     | CREDENTIALS
          ssh://git:s3cret@github.com/acme/app       | CREDENTIALS
          ana:s3cret@github.com/acme/app             | CREDENTIALS
          ana.b:s3cret@github.com/acme/app           | CREDENTIALS
          """)
  void whatNamesNoRepositorySaysWhyWithoutTheValue(String entered, Reason reason) {
    assertThatThrownBy(() -> Address.of(entered))
        .isInstanceOfSatisfying(
            NoRepository.class,
            no -> {
              assertThat(no.fault().reason()).isEqualTo(reason);
              assertThat(no.fault().detail()).doesNotContain("s3cret", "example.org/a", "passwd");
            });
    assertThat(Address.shown(entered)).doesNotContain("s3cret");
  }

  @Test
  void anAddressThatIsTooLongIsNotRead() {
    assertThatThrownBy(() -> Address.of("https://git.example.org/" + "a".repeat(2048)))
        .hasMessage("has an address of more than 2048 characters");
  }

  @Test
  void nothingThatLetsAnybodyInIsShown() {
    assertThat(Address.shown("https://ana:p/w?x@h.org/a?token=s3cret#s3cret")).isEqualTo("h.org/a");
    assertThat(Address.shown("https://h.org/a?private_token=s3cret")).isEqualTo("https://h.org/a");
    assertThat(Address.shown("x".repeat(10_000_000))).hasSize(200);
    assertThat(Address.shown(null)).isNull();
  }
}
