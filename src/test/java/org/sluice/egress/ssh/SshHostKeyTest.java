package org.sluice.egress.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;

/** Lines of known_hosts. */
class SshHostKeyTest {

  private static final String KEY =
      "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

  @ParameterizedTest
  @CsvSource({
    "github.com, github.com",
    "GitHub.com, github.com",
    "[git.example.org]:2222, git.example.org:2222",
    "[git.example.org]:22, git.example.org",
    "192.0.2.7, 192.0.2.7",
    "[192.0.2.7]:2222, 192.0.2.7:2222",
    "2001:db8::7, 2001:db8::7",
    "[2001:db8::7]:2222, [2001:db8::7]:2222"
  })
  void hostIsReadAsUpstreamsAreNamed(String written, String host) {
    SshHostKey.KnownHost read =
        SshHostKey.knownHost("entry", " " + written + "  ssh-ed25519\t" + KEY + " a comment\n");
    assertThat(read.host()).isEqualTo(host);
    assertThat(read.key()).isEqualTo(new SshHostKey("ssh-ed25519", KEY));
  }

  @Test
  void fingerprintIsThatOfOpenSsh() {
    // As GitHub publishes it.
    assertThat(new SshHostKey("ssh-ed25519", KEY).fingerprint())
        .isEqualTo("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "github.com",
        "github.com ssh-ed25519",
        "|1|abc=|def= ssh-ed25519 " + KEY,
        "*.example.org ssh-ed25519 " + KEY,
        "a.example,b.example ssh-ed25519 " + KEY,
        "!a.example ssh-ed25519 " + KEY,
        "@revoked a.example ssh-ed25519 " + KEY,
        "user@a.example ssh-ed25519 " + KEY,
        "a.example/x ssh-ed25519 " + KEY,
        "a.example ssh-dss " + KEY,
        "a.example ssh-rsa " + KEY,
        "a.example ssh-ed25519 AAAA",
        "a.example ssh-ed25519 not=base64",
        "a.example ssh-ed25519 " + KEY + "\nb.example ssh-ed25519 " + KEY,
        "0x7f.1 ssh-ed25519 " + KEY
      })
  void whatIsNoLineOfOneHostIsRefused(String line) {
    assertThatThrownBy(() -> SshHostKey.knownHost("entry", line))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.errors().get(0).field()).isEqualTo("entry"));
  }
}
