package org.sluice.registry.credential;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;
import org.sluice.vault.Vault;

/** Makes, changes and deletes credentials, in one transaction each; rights have been checked. */
@Stateless
public class KeptCredentials {

  private static final int MAX_LABEL = 100;
  private static final int MAX_USERNAME = 255;
  private static final int MAX_SECRET = 4096;

  @Inject private CredentialStore store;
  @Inject private CredentialUses uses;
  @Inject private NamespaceService namespaces;
  @Inject private Vault vault;
  @Inject private AuditLog audit;

  /** What was entered as the secret part; all of it may be null. */
  private record Entered(String secret, String privateKey, String passphrase, boolean generate) {

    boolean isEmpty() {
      return isBlank(secret) && isBlank(privateKey) && !generate;
    }

    @Override
    public String toString() {
      return "Entered";
    }
  }

  /**
   * Makes one.
   *
   * @param namespaceId owner; null for the installation
   * @return its id
   */
  public UUID create(Caller caller, UUID namespaceId, NewCredential wanted) {
    List<FieldError> errors = new ArrayList<>();
    if (wanted.kind() == null) {
      errors.add(new FieldError("kind", "is required"));
    }
    String label = label(wanted.label(), errors);
    String host = host(wanted.host(), errors);
    String username = username(wanted.username(), wanted.kind(), errors);
    checkEnd(wanted.expiresAt(), errors);
    Entered entered =
        new Entered(
            wanted.secret(),
            wanted.privateKey(),
            wanted.passphrase(),
            Boolean.TRUE.equals(wanted.generate()));
    SshPrivateKey key = null;
    if (wanted.kind() != null) {
      if (entered.isEmpty()) {
        errors.add(new FieldError(secretField(wanted.kind()), "is required"));
      }
      key = checked(wanted.kind(), entered, errors);
    }
    refuse(errors);
    if (namespaceId != null) {
      // Held so that no deletion of the namespace misses this credential.
      namespaces.hold(namespaceId);
    }
    Credential credential = new Credential(namespaceId, wanted.kind());
    credential.describe(label, host, username, wanted.expiresAt());
    seal(credential, entered, key);
    store.add(credential);
    audit.done(
        caller.username(),
        "credential-created",
        "credential " + label,
        wanted.kind() + " for " + host);
    return credential.id();
  }

  /**
   * Changes what a patch names; a secret that is absent or blank stays.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @return whether what is shown to the upstream has changed
   */
  public boolean change(Caller caller, UUID id, Patch patch, String ifMatch) {
    Credential credential = store.lock(id).orElseThrow(CredentialService::unknown);
    Answers.requireMatch(ifMatch, Long.toString(credential.version()));
    List<FieldError> errors = new ArrayList<>();
    for (String required : List.of("label", "host")) {
      if (patch.clears(required)) {
        errors.add(new FieldError(required, "cannot be cleared"));
      }
    }
    refuse(errors);
    String label =
        patch.has("label")
            ? label(patch.value("label", String.class).orElse(null), errors)
            : credential.label();
    String host =
        patch.has("host")
            ? host(patch.value("host", String.class).orElse(null), errors)
            : credential.host();
    String username =
        patch.has("username")
            ? username(
                patch.value("username", String.class).orElse(null), credential.kind(), errors)
            : credential.username();
    Instant end =
        patch.has("expiresAt")
            ? patch.value("expiresAt", Instant.class).orElse(null)
            : credential.expiresAt();
    if (patch.has("expiresAt")) {
      checkEnd(end, errors);
    }
    Entered entered =
        new Entered(
            patch.value("secret", String.class).orElse(null),
            patch.value("privateKey", String.class).orElse(null),
            patch.value("passphrase", String.class).orElse(null),
            patch.value("generate", Boolean.class).orElse(false));
    SshPrivateKey key = checked(credential.kind(), entered, errors);
    boolean elsewhere = host != null && !host.equals(credential.host());
    if (elsewhere && entered.isEmpty()) {
      errors.add(
          new FieldError(
              secretField(credential.kind()), "is required again when the host changes"));
    }
    refuse(errors);
    if (elsewhere && uses.of(id) > 0) {
      throw inUse("It is used: give its repositories another one before its host changes.");
    }
    boolean shown = !entered.isEmpty() || !username.equals(credential.username());
    credential.describe(label, host, username, end);
    if (!entered.isEmpty()) {
      seal(credential, entered, key);
    }
    store.flush(credential);
    audit.done(
        caller.username(),
        "credential-changed",
        "credential " + label,
        entered.isEmpty() ? null : "with a new secret");
    return shown;
  }

  /**
   * Deletes one that nothing uses.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   */
  public void delete(Caller caller, UUID id, String ifMatch) {
    Credential credential = store.lock(id).orElseThrow(CredentialService::unknown);
    Answers.requireMatch(ifMatch, Long.toString(credential.version()));
    long used = uses.of(id);
    if (used > 0) {
      throw inUse(
          used == 1
              ? "It is used once. Give its repository another one first."
              : "It is used " + used + " times. Give its repositories another one first.");
    }
    store.remove(credential);
    audit.done(caller.username(), "credential-deleted", "credential " + credential.label(), null);
  }

  private static DomainException inUse(String detail) {
    return DomainException.conflict("credential-in-use", detail);
  }

  private void seal(Credential credential, Entered entered, SshPrivateKey key) {
    if (credential.kind() == CredentialKind.SSH_KEY) {
      credential.keep(vault.seal(credential.id(), Credential.SECRET, key.stored()), key);
    } else {
      String secret =
          credential.kind() == CredentialKind.TOKEN ? entered.secret().strip() : entered.secret();
      credential.keep(vault.seal(credential.id(), Credential.SECRET, secret));
    }
  }

  private static String secretField(CredentialKind kind) {
    return kind == CredentialKind.SSH_KEY ? "privateKey" : "secret";
  }

  /** Checks the secret part; gives the key if it is one. */
  private static SshPrivateKey checked(
      CredentialKind kind, Entered entered, List<FieldError> errors) {
    if (kind == CredentialKind.SSH_KEY) {
      if (!isBlank(entered.secret)) {
        errors.add(new FieldError("secret", "is of no use for an SSH key"));
      }
      return checkedKey(entered, errors);
    }
    if (!isBlank(entered.privateKey)) {
      errors.add(new FieldError("privateKey", "is of no use without kind SSH_KEY"));
    }
    if (!isBlank(entered.passphrase)) {
      errors.add(new FieldError("passphrase", "is of no use without kind SSH_KEY"));
    }
    if (entered.generate) {
      errors.add(new FieldError("generate", "is of no use without kind SSH_KEY"));
    }
    if (!isBlank(entered.secret)) {
      if (entered.secret.length() > MAX_SECRET) {
        errors.add(new FieldError("secret", "may have " + MAX_SECRET + " characters"));
      }
      String kept = kind == CredentialKind.TOKEN ? entered.secret.strip() : entered.secret;
      if (kept.chars().anyMatch(Character::isISOControl)) {
        errors.add(new FieldError("secret", "must not hold control characters"));
      }
    }
    return null;
  }

  private static SshPrivateKey checkedKey(Entered entered, List<FieldError> errors) {
    if (entered.generate) {
      if (!isBlank(entered.privateKey)) {
        errors.add(new FieldError("generate", "cannot stand beside privateKey"));
        return null;
      }
      return SshPrivateKey.generate();
    }
    if (isBlank(entered.privateKey)) {
      if (!isBlank(entered.passphrase)) {
        errors.add(new FieldError("passphrase", "is of no use without privateKey"));
      }
      return null;
    }
    try {
      return SshPrivateKey.read("privateKey", entered.privateKey, "passphrase", entered.passphrase);
    } catch (DomainException unreadable) {
      errors.addAll(unreadable.errors());
      return null;
    }
  }

  private static String label(String given, List<FieldError> errors) {
    if (isBlank(given)) {
      errors.add(new FieldError("label", "is required"));
      return null;
    }
    String label = given.strip();
    if (label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      errors.add(
          new FieldError(
              "label", "may have " + MAX_LABEL + " characters, none of them for control"));
    }
    return label;
  }

  private static String host(String given, List<FieldError> errors) {
    try {
      return UpstreamUrl.host("host", given);
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return null;
    }
  }

  private static String username(String given, CredentialKind kind, List<FieldError> errors) {
    String username = given == null ? "" : given.strip();
    if (username.isEmpty() && kind == CredentialKind.PASSWORD) {
      errors.add(new FieldError("username", "is required beside a password"));
    }
    if (username.length() > MAX_USERNAME
        || username.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
      errors.add(
          new FieldError(
              "username", "may have " + MAX_USERNAME + " characters, but no colon among them"));
    }
    return username;
  }

  private static void checkEnd(Instant end, List<FieldError> errors) {
    if (end != null && !end.isAfter(Instant.now())) {
      errors.add(new FieldError("expiresAt", "must be in the future"));
    }
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
  }
}
