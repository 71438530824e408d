package org.sluice.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.failure.DomainException;

class VaultTest {

  private static final String OLD = key(1);
  private static final String NEW = key(2);
  private static final UUID ROW = new UUID(1, 2);
  private static final String SECRET = "pässword of the forge";

  private final Vault vault = new Vault(MasterKeys.parse(NEW, "the test"));

  private static String key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return Base64.getEncoder().encodeToString(key);
  }

  @Test
  void whatIsSealedOpensInItsRowAndField() {
    String sealed = vault.seal(ROW, "token", SECRET);
    assertThat(sealed).startsWith("v1.").doesNotContain("forge");
    assertThat(vault.open(ROW, "token", sealed)).isEqualTo(SECRET);
  }

  @Test
  void theSameSecretIsNeverSealedAlike() {
    assertThat(vault.seal(ROW, "token", SECRET)).isNotEqualTo(vault.seal(ROW, "token", SECRET));
  }

  @Test
  void aSealedTextMovedToAnotherRowDoesNotOpen() {
    String sealed = vault.seal(ROW, "token", SECRET);
    refuses(vault, new UUID(1, 3), "token", sealed, "altered or moved");
  }

  @Test
  void aSealedTextMovedToAnotherFieldDoesNotOpen() {
    String sealed = vault.seal(ROW, "token", SECRET);
    refuses(vault, ROW, "passphrase", sealed, "altered or moved");
  }

  @Test
  void noByteOfASealedTextCanBeChanged() {
    String sealed = vault.seal(ROW, "token", SECRET);
    int body = sealed.lastIndexOf('.') + 1;
    byte[] whole = Base64.getUrlDecoder().decode(sealed.substring(body));
    for (int i = 0; i < whole.length; i++) {
      byte[] altered = whole.clone();
      altered[i] ^= 1;
      String text =
          sealed.substring(0, body)
              + Base64.getUrlEncoder().withoutPadding().encodeToString(altered);
      refuses(vault, ROW, "token", text, "altered or moved");
    }
  }

  @Test
  void rubbishDoesNotOpen() {
    refuses(vault, ROW, "token", "", "known form");
    refuses(vault, ROW, "token", "v2.00000000.AAAA", "known form");
    String keyId = vault.seal(ROW, "token", SECRET).split("\\.")[1];
    refuses(vault, ROW, "token", "v1." + keyId + ".AAAA", "too short");
    refuses(vault, ROW, "token", "v1." + keyId + ".***", "altered or moved");
  }

  @Test
  void anotherKeyDoesNotOpen() {
    String sealed = vault.seal(ROW, "token", SECRET);
    Vault other = new Vault(MasterKeys.parse(OLD, "the test"));
    refuses(other, ROW, "token", sealed, "master key");
    String relabelled =
        other.seal(ROW, "token", "x").split("\\.")[1] + "." + sealed.split("\\.")[2];
    refuses(other, ROW, "token", "v1." + relabelled, "altered or moved");
  }

  @Test
  void afterARotationOldSecretsOpenAndNewOnesUseTheNewestKey() {
    Vault before = new Vault(MasterKeys.parse(OLD, "the test"));
    Vault after = new Vault(MasterKeys.parse(NEW + ", " + OLD, "the test"));
    String old = before.seal(ROW, "token", SECRET);
    assertThat(after.open(ROW, "token", old)).isEqualTo(SECRET);
    assertThat(after.isOutdated(old)).isTrue();
    String renewed = after.seal(ROW, "token", SECRET);
    assertThat(after.isOutdated(renewed)).isFalse();
    assertThat(vault.open(ROW, "token", renewed)).isEqualTo(SECRET);
  }

  @Test
  void aMasterKeyOfTheWrongLengthStopsTheStartWithoutBeingShown() {
    for (String wrong :
        List.of("", "c2hvcnQ=", key(1).substring(4), key(1) + "AAAA", "not base64 !", OLD + ",x")) {
      assertThatThrownBy(() -> MasterKeys.parse(wrong, "SLUICE_MASTER_KEY"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SLUICE_MASTER_KEY")
          .hasMessageContaining("exactly 32 bytes")
          .hasMessageNotContaining("c2hvcnQ")
          .hasMessageNotContaining("AQEBAQ")
          .hasNoCause();
    }
  }

  @Test
  void theKeyFileIsMadeOnceForItsOwnerAlone(@TempDir Path home) throws Exception {
    Path file = home.resolve("inner").resolve("key");
    String sealed = new Vault(MasterKeys.file(file)).seal(ROW, "token", SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(new Vault(MasterKeys.file(file)).open(ROW, "token", sealed)).isEqualTo(SECRET);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void nodesThatStartAtOnceAgreeOnOneKey(@TempDir Path home) throws Exception {
    Path file = home.resolve("key");
    ExecutorService nodes = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> ids = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        ids.add(nodes.submit(() -> MasterKeys.file(file).newestId()));
      }
      String agreed = ids.get(0).get();
      for (Future<String> id : ids) {
        assertThat(id.get()).isEqualTo(agreed);
      }
    } finally {
      nodes.shutdownNow();
    }
  }

  private static void refuses(Vault vault, UUID row, String field, String sealed, String why) {
    assertThatThrownBy(() -> vault.open(row, field, sealed))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("forge");
  }
}
