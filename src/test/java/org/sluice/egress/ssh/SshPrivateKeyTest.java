package org.sluice.egress.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;

/** Private keys as the tools of OpenSSH and OpenSSL write them. */
class SshPrivateKeyTest {

  private static final String PASSPHRASE = "correct hörse";

  @TempDir Path temp;

  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return printed;
  }

  private static boolean hasTools() {
    boolean there =
        Files.isExecutable(Path.of("/usr/bin/ssh-keygen"))
            && Files.isExecutable(Path.of("/usr/bin/openssl"));
    if (!there) {
      System.out.println("SKIPPED: ssh-keygen and openssl are not installed");
    }
    return there;
  }

  private String keygen(String type, String passphrase, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", "key"));
    command.addAll(List.of(more));
    run(command.toArray(String[]::new));
    return Files.readString(temp.resolve("key"));
  }

  private static SshPrivateKey read(String text, String passphrase) {
    return SshPrivateKey.read("privateKey", text, "passphrase", passphrase);
  }

  private void assertIsTheKeyOfTheFile(SshPrivateKey key) throws Exception {
    assertThat(run("ssh-keygen", "-l", "-f", "key")).contains(key.fingerprint());
    assertThat(Files.readString(temp.resolve("key.pub"))).startsWith(key.publicLine());
    SshPrivateKey again = SshPrivateKey.ofStored(key.stored());
    assertThat(again.fingerprint()).isEqualTo(key.fingerprint());
    assertThat(again.pair().getPrivate()).isEqualTo(key.pair().getPrivate());
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, '', OPENSSH",
    "ed25519, correct hörse, OPENSSH",
    "rsa, '', OPENSSH",
    "rsa, correct hörse, OPENSSH",
    "ecdsa, '', OPENSSH",
    "ecdsa, correct hörse, OPENSSH",
    "rsa, '', PEM",
    "rsa, correct hörse, PEM",
    "ecdsa, '', PEM",
    "ecdsa, correct hörse, PEM",
    "rsa, '', PKCS8",
    "rsa, correct hörse, PKCS8",
    "ecdsa, '', PKCS8",
    "ecdsa, correct hörse, PKCS8"
  })
  void keyOfOpenSshIsRead(String type, String passphrase, String format) throws Exception {
    assumeTrue(hasTools());
    String text =
        format.equals("OPENSSH")
            ? keygen(type, passphrase)
            : keygen(type, passphrase, "-m", format);
    assertIsTheKeyOfTheFile(read(text, passphrase));
    assertIsTheKeyOfTheFile(read("  \n" + text.replace("\n", "\r\n"), passphrase));
    if (!passphrase.isEmpty()) {
      assertRefused(text, "wrong", "passphrase", "does not open the key");
      assertRefused(text, "", "passphrase", "is required: the key is encrypted");
      assertRefused(text, null, "passphrase", "is required: the key is encrypted");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-aes256", "-aes-128-cbc", "-v2 aes-256-cbc -v2prf hmacWithSHA1"})
  void encryptedKeyOfOpenSslIsRead(String cipher) throws Exception {
    assumeTrue(hasTools());
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "plain");
    String plain = Files.readString(temp.resolve("plain"));
    String how = cipher.startsWith("-v2") ? cipher : "-v2 " + cipher.substring(1);
    run(("openssl pkcs8 -topk8 -in plain -out sealed -passout pass:secret " + how).split(" "));
    String sealed = Files.readString(temp.resolve("sealed"));
    assertThat(sealed).contains("ENCRYPTED");
    assertThat(read(sealed, "secret").fingerprint()).isEqualTo(read(plain, null).fingerprint());
    assertRefused(sealed, "wrong", "passphrase", "does not open the key");
  }

  @Test
  void shortAndForeignKeysAreRefused() throws Exception {
    assumeTrue(hasTools());
    String shortRsa = keygen("rsa", "", "-b", "1024", "-m", "PEM");
    assertRefused(shortRsa, null, "privateKey", "must have 2048 to 16384 bits if it is an RSA key");
    run("openssl", "genpkey", "-algorithm", "x25519", "-out", "other");
    assertRefused(
        Files.readString(temp.resolve("other")),
        null,
        "privateKey",
        "cannot be read; a private key of OpenSSH or in PEM is expected");
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutBeingRepeated() throws IOException {
    String expected = "cannot be read; a private key of OpenSSH or in PEM is expected";
    assertRefused(null, null, "privateKey", "is required");
    assertRefused(" \n", null, "privateKey", "is required");
    assertRefused("hunter2", null, "privateKey", expected);
    assertRefused("ssh-ed25519 hunter2", null, "privateKey", expected);
    assertRefused(
        "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----",
        null,
        "privateKey",
        expected);
    assertRefused(
        "-----BEGIN PRIVATE KEY-----\nhunter2=\n-----END PRIVATE KEY-----",
        null,
        "privateKey",
        expected);
    assertRefused("x".repeat(16385), null, "privateKey", "must have at most 16384 characters");
  }

  private static void assertRefused(String text, String passphrase, String field, String message) {
    assertThatThrownBy(() -> read(text, passphrase))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.errors()).singleElement();
              assertThat(refused.errors().get(0).field()).isEqualTo(field);
              assertThat(refused.errors().get(0).message()).isEqualTo(message);
              assertThat(refused).hasNoCause();
            });
  }

  @Test
  void madeKeyIsOneThatOpenSshReads() throws Exception {
    assumeTrue(hasTools());
    SshPrivateKey made = SshPrivateKey.generate();
    Files.writeString(temp.resolve("key.pub"), made.publicLine() + "\n");
    assertThat(run("ssh-keygen", "-l", "-f", "key.pub"))
        .startsWith("256 " + made.fingerprint())
        .contains("ED25519");
    assertThat(made.toString()).isEqualTo("SshPrivateKey[" + made.fingerprint() + "]");
    assertThat(SshPrivateKey.generate().fingerprint()).isNotEqualTo(made.fingerprint());
  }

  @Test
  void storedTextThatIsNoneIsNotRepeated() {
    for (String text : List.of("", "hunter2", "hunter2\nssh-ed25519 hunter2", "a\nb\nc")) {
      assertThatThrownBy(() -> SshPrivateKey.ofStored(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("hunter2")
          .hasNoCause();
    }
  }
}
