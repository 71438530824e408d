package org.sluice.identity.user;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.util.Map;
import java.util.Optional;
import org.sluice.identity.token.TokenText;
import org.sluice.platform.Inside;

/** Hashes and compares passwords with PBKDF2, and holds the rule that they must meet. */
@ApplicationScoped
@Inside
public class Passwords {

  static final int MIN_LENGTH = 10;
  static final int MAX_LENGTH = 200;

  @Inject private Pbkdf2PasswordHash hash;

  private String nobodys;

  @PostConstruct
  void configure() {
    hash.initialize(
        Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", "210000",
            "Pbkdf2PasswordHash.SaltSizeBytes", "32",
            "Pbkdf2PasswordHash.KeySizeBytes", "32"));
    nobodys = hash(TokenText.random(MIN_LENGTH));
  }

  /** What is wrong with a new password, in words for a field error; empty if nothing is. */
  public static Optional<String> problem(String password, String username) {
    if (password == null || password.isEmpty()) {
      return Optional.of("is required");
    }
    if (password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
      return Optional.of("must have " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    if (password.equalsIgnoreCase(username)) {
      return Optional.of("may not be the name");
    }
    return Optional.empty();
  }

  /** The form that is stored: algorithm, iterations, salt and hash. */
  public String hash(String password) {
    return hash.generate(password.toCharArray());
  }

  /**
   * Whether the password is the one that was hashed; takes as long if there is no such user.
   *
   * @param stored the stored form; null if there is no user
   */
  public boolean matches(String password, String stored) {
    if (password.isEmpty() || password.length() > MAX_LENGTH) {
      return false;
    }
    boolean same = hash.verify(password.toCharArray(), stored == null ? nobodys : stored);
    return same && stored != null;
  }
}
