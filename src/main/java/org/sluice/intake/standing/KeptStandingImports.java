package org.sluice.intake.standing;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.sighting.Opinions;
import org.sluice.intake.sighting.Sightings;
import org.sluice.platform.Ids;
import org.sluice.platform.database.DatabaseFailed;
import org.sluice.platform.database.ForeignKeyViolation;
import org.sluice.registry.account.ForgeAccountDeleted;

/**
 * Makes, changes and deletes standing imports, in one transaction each; rights and fields have been
 * checked.
 */
@Stateless
public class KeptStandingImports {

  /** Most of one account. */
  static final int MOST = 100;

  @Inject private StandingImportStore store;
  @Inject private Sightings sightings;
  @Inject private Opinions opinions;
  @Inject private NamespaceService namespaces;
  @Inject private AuditLog audit;

  /**
   * Makes one.
   *
   * @return its id
   */
  public UUID create(Caller caller, UUID account, EnteredStandingImport entered) {
    if (store.of(account).size() >= MOST) {
      throw DomainException.conflict(
          "too-many-standing-imports", "An account may have " + MOST + " standing imports.");
    }
    // Held so that a deletion of the namespace does not miss it.
    namespaces.hold(entered.namespace().id());
    UUID id = Ids.next();
    try {
      store.add(id, account, entered, Instant.now());
    } catch (DatabaseFailed failed) {
      if (!ForeignKeyViolation.isCauseOf(failed)) {
        throw failed;
      }
      throw DomainException.notFound("forge account");
    }
    audit.done(
        caller.username(), "standing-import-created", "standing import " + id, told(entered));
    return id;
  }

  /** Changes one that the editor saw as it is given. */
  public void change(Caller caller, StandingImport before, EnteredStandingImport entered) {
    namespaces.hold(entered.namespace().id());
    if (!store.change(before.id(), entered, before.version(), Instant.now())) {
      throw DomainException.changedMeanwhile();
    }
    audit.done(
        caller.username(),
        "standing-import-changed",
        "standing import " + before.id(),
        told(entered));
  }

  private static String told(EnteredStandingImport entered) {
    return (entered.owner() == null ? "all" : entered.owner())
        + " to "
        + entered.namespace().name();
  }

  /** Deletes one; repositories that it alone missed are no longer marked. */
  public void delete(Caller caller, StandingImport standing) {
    delete(standing.id());
    audit.done(
        caller.username(), "standing-import-deleted", "standing import " + standing.id(), null);
  }

  /** What an account looked through stays; what looked goes with it. */
  public void accountDeleted(@Observes ForgeAccountDeleted deleted) {
    store.of(deleted.id()).forEach(this::delete);
  }

  private void delete(UUID id) {
    if (!store.lock(id)) {
      return;
    }
    List<UUID> seen = sightings.repositories(id);
    opinions.hold(seen);
    store.remove(id);
    opinions.settle(seen);
  }
}
