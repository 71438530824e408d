package org.sluice.identity.user;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.platform.Inside;
import org.sluice.rest.Answers;

/** Changes one user; each method is one short transaction, and passwords come to it hashed. */
@Inside
@Stateless
public class UserEdit {

  @Inject private UserStore users;
  @Inject private AuditLog audit;
  @Inject private Event<AccessChanged> accessChanged;

  /**
   * Refuses a change that cannot be made, before a password is verified or hashed for it.
   *
   * @return the user's name as it is written
   */
  public String check(Caller caller, String name, String ifMatch, UserChange change) {
    return checked(caller, name, ifMatch, change).name();
  }

  /**
   * Makes a change.
   *
   * @param hash the new password as it is stored; null if the password stays
   * @param epoch session epoch of the user when his present password was verified; null if it was
   *     not, since another changes it
   */
  public UserView apply(
      Caller caller, String name, String ifMatch, UserChange change, String hash, Long epoch) {
    User user = checked(caller, name, ifMatch, change);
    if (epoch != null && epoch != user.sessionEpoch()) {
      // What was verified is not the present password any more.
      throw DomainException.changedMeanwhile();
    }
    List<String> changed = new ArrayList<>();
    if (change.displayName() != null || change.email() != null) {
      user.describe(
          change.displayName() == null
              ? user.displayName()
              : TextRules.emptyToNull(change.displayName()),
          change.email() == null ? user.email() : TextRules.emptyToNull(change.email()));
      changed.add("names");
    }
    boolean leaves = change.role() == UserRole.USER || change.status() == UserStatus.DISABLED;
    if (leaves) {
      users.requireAnotherAdministrator(user);
    }
    if (change.role() != null && change.role() != user.role()) {
      user.give(change.role());
      changed.add("role " + change.role());
    }
    if (change.status() != null && (change.status() == UserStatus.ACTIVE) != user.isActive()) {
      user.turn(change.status());
      changed.add("status " + change.status());
    }
    if (hash != null) {
      user.changePassword(hash);
      changed.add("password");
    }
    users.flush();
    accessChanged.fire(new AccessChanged(user.id()));
    audit.done(
        caller.username(),
        hash == null ? "user-changed" : "password-changed",
        "user " + user.name(),
        String.join(", ", changed));
    return user.view();
  }

  private User checked(Caller caller, String name, String ifMatch, UserChange change) {
    User user = users.require(caller, name);
    Answers.requireMatch(ifMatch, user.view().version());
    if (!caller.administers() && (change.role() != null || change.status() != null)) {
      throw DomainException.forbidden("Only an administrator gives roles and disables users.");
    }
    List<FieldError> errors = new ArrayList<>();
    TextRules.check(change.displayName(), change.email(), errors);
    if (change.password() != null) {
      Passwords.problem(change.password(), user.name())
          .ifPresent(problem -> errors.add(new FieldError("password", problem)));
      if (user.id().equals(caller.userId()) && change.currentPassword() == null) {
        errors.add(new FieldError("currentPassword", "is required"));
      }
    }
    TextRules.refuse(errors);
    return user;
  }
}
