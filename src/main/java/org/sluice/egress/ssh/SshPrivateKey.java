package org.sluice.egress.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.sluice.failure.DomainException;

/**
 * A key by which Sluice is let in over SSH: ed25519, ECDSA, or RSA of 2048 bits and more.
 *
 * <p>It is read once, when somebody enters it, with its passphrase if it has one; from then on it
 * is kept as {@link #stored}, without a passphrase, which is why that text is to be sealed. The
 * private half is no part of {@link #toString}.
 */
public final class SshPrivateKey {

  /** Longest text that is read, in characters. */
  public static final int MAX_LENGTH = 16 * 1024;

  private static final int LEAST_RSA = 2048;
  private static final int MOST_RSA = 16384;
  private static final int MOST_ITERATIONS = 5_000_000;
  private static final Pattern PBES2 = Pattern.compile("PBEWith(HmacSHA[0-9]+)AndAES_([0-9]+)");
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private final KeyPair pair;

  static {
    JdkEd25519.install();
  }

  private SshPrivateKey(KeyPair pair) {
    this.pair = pair;
  }

  /** Makes a new ed25519 key. */
  public static SshPrivateKey generate() {
    try {
      return new SshPrivateKey(
          KeyPairGenerator.getInstance(SecurityUtils.ED25519).generateKeyPair());
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * Reads a key that somebody entered, as OpenSSH, OpenSSL and PKCS #8 write it.
   *
   * @param keyField name of the input's field that holds the key
   * @param text the key; may be null
   * @param passphraseField name of the field that holds the passphrase
   * @param passphrase null or empty if the key has none
   * @throws DomainException INVALID, naming the field at fault; it holds no part of either
   */
  public static SshPrivateKey read(
      String keyField, String text, String passphraseField, String passphrase) {
    if (text == null || text.isBlank()) {
      throw DomainException.invalid(keyField, "is required");
    }
    if (text.length() > MAX_LENGTH) {
      throw DomainException.invalid(keyField, "must have at most " + MAX_LENGTH + " characters");
    }
    String key = text.strip().replace("\r\n", "\n") + "\n";
    boolean sealed = isSealed(key);
    if (sealed && (passphrase == null || passphrase.isEmpty())) {
      throw DomainException.invalid(passphraseField, "is required: the key is encrypted");
    }
    KeyPair pair;
    try {
      pair = pair(key, passphrase);
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      // Neither its text nor its cause goes on: both may quote the key.
      throw sealed
          ? DomainException.invalid(passphraseField, "does not open the key")
          : DomainException.invalid(
              keyField, "cannot be read; a private key of OpenSSH or in PEM is expected");
    }
    check(keyField, pair.getPublic());
    return new SshPrivateKey(pair);
  }

  private static boolean isSealed(String key) {
    if (key.contains("BEGIN OPENSSH PRIVATE KEY")) {
      byte[] body = body(key);
      // After the magic comes the cipher: its length in four bytes, and its name.
      int at = "openssh-key-v1\0".length() + 4;
      return body.length > at + 4
          && !new String(body, at, 4, StandardCharsets.ISO_8859_1).equals("none");
    }
    return key.contains(ENCRYPTED) || key.contains("Proc-Type: 4,ENCRYPTED");
  }

  private static byte[] body(String pem) {
    StringBuilder base64 = new StringBuilder();
    pem.lines().filter(line -> !line.startsWith("-----")).forEach(base64::append);
    try {
      return Base64.getMimeDecoder().decode(base64.toString());
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private static KeyPair pair(String key, String passphrase)
      throws IOException, GeneralSecurityException {
    String open = key.contains(ENCRYPTED) ? opened(key, passphrase) : key;
    List<KeyPair> pairs = new ArrayList<>();
    Iterable<KeyPair> found =
        SecurityUtils.loadKeyPairIdentities(
            null,
            NamedResource.ofName("key"),
            new ByteArrayInputStream(open.getBytes(StandardCharsets.UTF_8)),
            passphrase == null || passphrase.isEmpty()
                ? FilePasswordProvider.EMPTY
                : FilePasswordProvider.of(passphrase));
    if (found != null) {
      found.forEach(pairs::add);
    }
    if (pairs.size() != 1) {
      throw new GeneralSecurityException("not one key");
    }
    return pairs.get(0);
  }

  /**
   * Opens the encrypted form of PKCS #8 (RFC 5958, section 3), with AES and PBKDF2 as OpenSSL and
   * OpenSSH write it. The SSH library would not, and the JDK would take a passphrase for ASCII.
   */
  private static String opened(String pem, String passphrase)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(body(pem));
    AlgorithmParameters parameters = info.getAlgParameters();
    PBEParameterSpec derived = parameters.getParameterSpec(PBEParameterSpec.class);
    // The JDK tells the two algorithms only here.
    Matcher names = PBES2.matcher(parameters.toString());
    if (!names.matches() || derived.getIterationCount() > MOST_ITERATIONS) {
      throw new GeneralSecurityException("encrypted in a way that is not read");
    }
    PBEKeySpec entered =
        new PBEKeySpec(
            passphrase.toCharArray(),
            derived.getSalt(),
            derived.getIterationCount(),
            Integer.parseInt(names.group(2)));
    try {
      byte[] key =
          SecretKeyFactory.getInstance("PBKDF2With" + names.group(1))
              .generateSecret(entered)
              .getEncoded();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), derived.getParameterSpec());
      byte[] open = cipher.doFinal(info.getEncryptedData());
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(open)
          + "\n-----END PRIVATE KEY-----\n";
    } finally {
      entered.clearPassword();
    }
  }

  private static void check(String field, PublicKey key) {
    boolean curve = key instanceof EdECPublicKey || key instanceof ECPublicKey;
    if (!curve && !(key instanceof RSAPublicKey)) {
      throw DomainException.invalid(field, "must be an ed25519, ECDSA or RSA key");
    }
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < LEAST_RSA || bits > MOST_RSA) {
        throw DomainException.invalid(
            field, "must have " + LEAST_RSA + " to " + MOST_RSA + " bits if it is an RSA key");
      }
    }
  }

  /** The whole key as text, to be sealed; {@link #ofStored} reads it. */
  public String stored() {
    return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n" + publicLine();
  }

  /**
   * The key that was {@link #stored}.
   *
   * @throws IllegalArgumentException if the text is no such; it holds no part of it
   */
  public static SshPrivateKey ofStored(String stored) {
    try {
      String[] lines = stored.split("\n", 2);
      PublicKey open =
          AuthorizedKeyEntry.parseAuthorizedKeyEntry(lines[1]).resolvePublicKey(null, null);
      String algorithm =
          open instanceof RSAPublicKey
              ? "RSA"
              : open instanceof ECPublicKey ? "EC" : SecurityUtils.ED25519;
      PrivateKey secret =
          KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines[0])));
      return new SshPrivateKey(new KeyPair(open, secret));
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      throw new IllegalArgumentException("A stored SSH key cannot be read");
    }
  }

  /** The public half as a line of {@code authorized_keys}, without a comment. */
  public String publicLine() {
    return PublicKeyEntry.toString(pair.getPublic());
  }

  /** Digest of the public half: {@code SHA256:…}, as OpenSSH prints it. */
  public String fingerprint() {
    return SshHostKey.of(pair.getPublic()).fingerprint();
  }

  KeyPair pair() {
    return pair;
  }

  @Override
  public String toString() {
    return "SshPrivateKey[" + fingerprint() + "]";
  }
}
