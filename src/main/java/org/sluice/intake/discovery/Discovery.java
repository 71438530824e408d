package org.sluice.intake.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.budget.Errand;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.Forges;
import org.sluice.forge.RemoteRepository;
import org.sluice.identity.Caller;
import org.sluice.intake.ForgeImport;
import org.sluice.intake.reading.Entries;
import org.sluice.platform.Inside;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeRefusal;
import org.sluice.registry.account.OpenAccount;

/** Asks forges for all repositories that an account sees. */
@ApplicationScoped
@Inside
public class Discovery {

  private static final int MOST_NAMES = 1000;

  @Inject private ForgeAccountService accounts;
  @Inject private Forges forges;

  /**
   * The forge of an account.
   *
   * @throws DomainException NOT_FOUND, or FORBIDDEN unless the caller administers
   */
  public ForgeKind forge(Caller caller, UUID account) {
    return accounts.get(caller, account).forge();
  }

  /**
   * All repositories that an account sees, in the forge's order; without a transaction.
   *
   * @param owner whose they are; null for all
   * @throws DomainException NOT_FOUND, FORBIDDEN; REFUSED_UPSTREAM, UPSTREAM_FAILED or
   *     UPSTREAM_TIMEOUT if any page could not be read; TOO_LARGE if they are more than a list may
   *     have
   */
  public List<RemoteRepository> all(Caller caller, UUID account, String owner) {
    ForgeKind kind = forge(caller, account);
    Forge forge = forges.of(kind).orElseThrow(() -> DomainException.notFound("forge account"));
    OpenAccount open = accounts.open(account, Errand.ofPerson());
    try {
      return all(forge, open, owner);
    } catch (ForgeFailure failure) {
      accounts.refused(open, failure);
      throw ForgeRefusal.of(failure);
    }
  }

  /**
   * All repositories that an open account sees, in the forge's order.
   *
   * @param owner whose they are; null for all
   * @throws ForgeFailure if any page could not be read
   * @throws DomainException TOO_LARGE if they are more than a list may have
   */
  public List<RemoteRepository> all(Forge forge, OpenAccount account, String owner)
      throws ForgeFailure {
    List<RemoteRepository> found = new ArrayList<>();
    forge.repositories(
        account.access(),
        owner,
        page -> {
          found.addAll(page);
          if (found.size() > Entries.MOST) {
            throw new DomainException(
                FailureKind.TOO_LARGE,
                "too-many-entries",
                "The account sees more than " + Entries.MOST + " repositories. Name an owner.");
          }
        });
    return found;
  }

  /**
   * Clone URLs of those repositories of an account that are to be imported.
   *
   * @throws DomainException as for {@link #all}; INVALID if a glob or a name breaks a rule
   */
  public List<String> chosen(Caller caller, UUID account, ForgeImport wanted) {
    List<String> include = wanted.include() == null ? List.of() : wanted.include();
    List<String> exclude = wanted.exclude() == null ? List.of() : wanted.exclude();
    Set<String> names = new LinkedHashSet<>();
    if (wanted.repositories() != null) {
      requireNames(wanted.repositories());
      wanted.repositories().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }
    refuse("include", Globs.problem(include));
    refuse("exclude", Globs.problem(exclude));
    Globs globs = new Globs(include, exclude);
    Set<String> missing = new LinkedHashSet<>(names);
    List<String> chosen = new ArrayList<>();
    for (RemoteRepository remote : all(caller, account, wanted.owner())) {
      String name = remote.fullName().toLowerCase(Locale.ROOT);
      missing.remove(name);
      if ((names.isEmpty() || names.contains(name)) && globs.choose(remote.fullName())) {
        chosen.add(remote.cloneUrl());
      }
    }
    if (!missing.isEmpty()) {
      throw DomainException.invalid(
          "repositories", "names one that the account does not see: " + missing.iterator().next());
    }
    if (chosen.isEmpty()) {
      throw DomainException.invalid("body", "chooses no repository");
    }
    return chosen;
  }

  private static void requireNames(List<String> names) {
    boolean good =
        !names.isEmpty()
            && names.size() <= MOST_NAMES
            && names.stream()
                .allMatch(name -> name != null && name.matches("[^\\p{Cntrl}]{3,400}"));
    if (!good) {
      throw DomainException.invalid(
          "repositories", "must be 1 to " + MOST_NAMES + " full names such as team/app");
    }
  }

  private static void refuse(String field, Optional<String> problem) {
    problem.ifPresent(
        words -> {
          throw DomainException.invalid(field, words);
        });
  }
}
