package org.sluice.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.inbound.HookRows.Owner;
import org.sluice.platform.Ids;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.vault.Vault;

/**
 * The secrets by which webhooks are known: of an account, for all repositories that it is asked
 * for, kept by administrators; or of one repository, kept by its maintainers.
 */
@ApplicationScoped
public class HookSecrets {

  private static final String FIELD = "hook-secret";
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  @Inject private HookRows rows;
  @Inject private Vault vault;
  @Inject private RegistryService registry;
  @Inject private ForgeAccountService accounts;
  @Inject private AuditLog audit;

  /**
   * Whether a repository has a secret, and where its forge sends to.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID ({@code no-forge})
   */
  public HookSecretView ofRepository(Caller caller, String owner, String name) {
    RepositoryRecord repository = maintained(caller, owner, name);
    return view(Owner.REPOSITORY, repository.id(), repository.forge());
  }

  /**
   * Makes a secret of a repository in place of the one that it had.
   *
   * @return with the secret, this once
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID ({@code no-forge})
   */
  public HookSecretView renewOfRepository(Caller caller, String owner, String name) {
    RepositoryRecord repository = maintained(caller, owner, name);
    return renew(
        caller, Owner.REPOSITORY, repository.id(), repository.forge(), repository.fullName());
  }

  /**
   * Forgets the secret of a repository.
   *
   * @throws DomainException NOT_FOUND if there is no such repository or secret, FORBIDDEN
   */
  public void removeOfRepository(Caller caller, String owner, String name) {
    RepositoryRecord repository = maintained(caller, owner, name);
    remove(caller, Owner.REPOSITORY, repository.id(), repository.fullName());
  }

  private RepositoryRecord maintained(Caller caller, String owner, String name) {
    RepositoryRecord repository = registry.requireMaintained(caller, owner, name);
    if (repository.forge() == ForgeKind.PLAIN) {
      throw new DomainException(
          org.sluice.failure.FailureKind.INVALID,
          "no-forge",
          repository.fullName() + " is at a plain Git server, which sends no webhooks.");
    }
    return repository;
  }

  /** As {@link #ofRepository}, of an account; for administrators. */
  public HookSecretView ofAccount(Caller caller, UUID id) {
    return view(Owner.ACCOUNT, id, accounts.get(caller, id).forge());
  }

  /** As {@link #renewOfRepository}, of an account; for administrators. */
  public HookSecretView renewOfAccount(Caller caller, UUID id) {
    ForgeAccountView account = accounts.get(caller, id);
    return renew(caller, Owner.ACCOUNT, id, account.forge(), "forge account " + account.label());
  }

  /** As {@link #removeOfRepository}, of an account; for administrators. */
  public void removeOfAccount(Caller caller, UUID id) {
    remove(caller, Owner.ACCOUNT, id, "forge account " + accounts.get(caller, id).label());
  }

  private HookSecretView view(Owner kind, UUID owner, ForgeKind forge) {
    Instant since = rows.secret(kind, owner).map(HookRows.StoredSecret::createdAt).orElse(null);
    return new HookSecretView(path(forge), null, since);
  }

  private HookSecretView renew(
      Caller caller, Owner kind, UUID owner, ForgeKind forge, String subject) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    UUID id = Ids.next();
    Instant now = Instant.now();
    rows.put(kind, owner, id, vault.seal(id, FIELD, secret), now);
    audit.done(caller.username(), "hook-secret-made", subject, null);
    return new HookSecretView(path(forge), secret, now);
  }

  private void remove(Caller caller, Owner kind, UUID owner, String subject) {
    if (!rows.remove(kind, owner)) {
      throw DomainException.notFound("webhook secret");
    }
    audit.done(caller.username(), "hook-secret-deleted", subject, null);
  }

  private static String path(ForgeKind forge) {
    return HookServlet.ROOT + "/" + forge.name().toLowerCase(Locale.ROOT);
  }

  /** Opened, the secrets by which a webhook about a repository may be signed. */
  List<String> open(UUID repository, Optional<UUID> account) {
    return rows.secretsFor(repository, account).stream()
        .map(each -> vault.open(each.id(), FIELD, each.sealed()))
        .toList();
  }
}
