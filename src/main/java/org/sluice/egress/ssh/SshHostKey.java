package org.sluice.egress.ssh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;

/**
 * The public key by which an SSH server shows that it is the one that is meant.
 *
 * @param algorithm kind of key, such as {@code ssh-ed25519}
 * @param key the key in base64, as a line of {@code known_hosts} has it
 */
public record SshHostKey(String algorithm, String key) {

  /** Kinds of keys that a server may have, the preferred one first. */
  static final List<String> ALGORITHMS =
      List.of(
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "ssh-rsa");

  /** Longest key, in characters of base64. */
  public static final int MAX_LENGTH = 4000;

  static {
    JdkEd25519.install();
  }

  /**
   * A line of {@code known_hosts}: who has which key.
   *
   * @param host host, with the port unless it is 22, as {@link UpstreamUrl#hostAndPort} has it
   * @param key its key
   */
  public record KnownHost(String host, SshHostKey key) {}

  /** The key as it was presented. */
  static SshHostKey of(PublicKey presented) {
    String[] parts = PublicKeyEntry.toString(presented).split(" ");
    return new SshHostKey(parts[0], parts[1]);
  }

  /**
   * Reads one line of {@code known_hosts}.
   *
   * @param field name of the input's field
   * @param line may be null
   * @throws DomainException INVALID, naming the field, if it is no such line of one plain host
   */
  public static KnownHost knownHost(String field, String line) {
    if (line == null || line.isBlank()) {
      throw DomainException.invalid(field, "is required");
    }
    if (line.length() > 2 * MAX_LENGTH) {
      throw DomainException.invalid(field, "must have at most " + 2 * MAX_LENGTH + " characters");
    }
    String[] parts = line.strip().split("[ \\t]+");
    if (line.strip().lines().count() != 1 || parts.length < 3) {
      throw DomainException.invalid(field, "must be one line such as host ssh-ed25519 AAAA…");
    }
    if (parts[0].startsWith("@")) {
      throw DomainException.invalid(field, "must not begin with a marker");
    }
    if (parts[0].startsWith("|") || parts[0].matches(".*[*?!,].*")) {
      throw DomainException.invalid(field, "must name one host, not hashed and without wildcards");
    }
    String host = parts[0].toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]:22")) {
      host = host.substring(1, host.length() - 4);
    } else if (host.startsWith("[") && host.indexOf(']') > 0 && host.indexOf("::") < 0) {
      host = host.replace("[", "").replace("]", "");
    }
    return new KnownHost(UpstreamUrl.host(field, host), read(field, parts[1], parts[2]));
  }

  private static SshHostKey read(String field, String algorithm, String key) {
    if (!ALGORITHMS.contains(algorithm)) {
      throw DomainException.invalid(
          field, "must hold a key of a kind of " + String.join(", ", ALGORITHMS));
    }
    if (key.length() <= MAX_LENGTH) {
      try {
        SshHostKey read =
            of(
                AuthorizedKeyEntry.parseAuthorizedKeyEntry(algorithm + " " + key)
                    .resolvePublicKey(null, null));
        if (read.algorithm.equals(algorithm)) {
          return read;
        }
      } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
        // Said below; a key is no secret, but its reader's words help nobody.
      }
    }
    throw DomainException.invalid(field, "must hold a key in base64");
  }

  /** What people compare: {@code SHA256:} and the digest in base64, as OpenSSH prints it. */
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(key));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
