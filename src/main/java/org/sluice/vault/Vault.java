package org.sluice.vault;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.SluiceHome;
import org.sluice.platform.settings.Settings;

/**
 * Seals secrets for storage and opens them again.
 *
 * <p>AES-256-GCM with a random nonce of 12 bytes each; the row's id and the field's name are the
 * associated data, so a sealed text that is moved to another row or field does not open. The sealed
 * form is {@code v1.<key id>.<base64url of nonce, cipher text and tag>}.
 *
 * <p>It starts with the application, so that a key of the wrong shape stops the start and not the
 * first sync.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Vault {

  /** Longest secret that is sealed, in characters. */
  public static final int MAX_SECRET = 64 * 1024;

  private static final String VERSION = "v1";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  @Inject private Settings settings;

  private final SecureRandom random = new SecureRandom();
  private MasterKeys keys;

  /** For the container. */
  public Vault() {
    // The keys are read once the settings are there.
  }

  Vault(MasterKeys keys) {
    this.keys = keys;
  }

  @PostConstruct
  void readKeys() {
    keys =
        settings
            .masterKey()
            .map(given -> MasterKeys.parse(given, "SLUICE_MASTER_KEY"))
            .orElseGet(() -> MasterKeys.file(SluiceHome.folder().resolve("key")));
  }

  /**
   * Seals a secret for one field of one row with the newest key.
   *
   * @param rowId id of the row that will hold it
   * @param field name of the field that will hold it
   * @param secret the secret, at most {@link #MAX_SECRET} characters
   * @return text to store, in ASCII, about 4/3 of the secret's bytes and 60 characters more
   * @throws IllegalArgumentException if the secret is too long
   */
  public String seal(UUID rowId, String field, String secret) {
    if (secret.length() > MAX_SECRET) {
      throw new IllegalArgumentException("The secret is too long");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String keyId = keys.newestId();
    SecretKey key = keys.key(keyId).orElseThrow();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, rowId, field);
      byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
      byte[] whole =
          ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return VERSION
          + "."
          + keyId
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException("AES-GCM is not to be had", everyJdkHasIt);
    }
  }

  /**
   * Opens what was sealed for the same row and field.
   *
   * @param rowId id of the row that holds it
   * @param field name of the field that holds it
   * @param sealed the stored text
   * @return the secret; the caller neither logs nor keeps it
   * @throws DomainException INTERNAL if it does not open: moved, altered, or sealed with a key that
   *     this installation does not have
   */
  public String open(UUID rowId, String field, String sealed) {
    String[] parts = sealed.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw unreadable("is not in a known form");
    }
    SecretKey key =
        keys.key(parts[1])
            .orElseThrow(
                () -> unreadable("was sealed with master key " + parts[1] + ", which is not here"));
    try {
      byte[] whole = Base64.getUrlDecoder().decode(parts[2]);
      if (whole.length < NONCE_BYTES + TAG_BITS / 8) {
        throw unreadable("is too short");
      }
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, rowId, field);
      return new String(
          cipher.doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException altered) {
      throw unreadable("was altered or moved");
    }
  }

  /**
   * Whether a stored text was sealed with an older key than the newest, so should be sealed anew.
   */
  public boolean isOutdated(String sealed) {
    return !sealed.startsWith(VERSION + "." + keys.newestId() + ".");
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, UUID rowId, String field)
      throws GeneralSecurityException {
    Objects.requireNonNull(rowId, "rowId");
    byte[] name = field.getBytes(StandardCharsets.UTF_8);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(
        ByteBuffer.allocate(16 + name.length)
            .putLong(rowId.getMostSignificantBits())
            .putLong(rowId.getLeastSignificantBits())
            .put(name)
            .array());
    return cipher;
  }

  private static DomainException unreadable(String why) {
    return new DomainException(
        FailureKind.INTERNAL, "secret-unreadable", "A stored secret " + why + ".");
  }
}
