package org.sluice.console.account;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.UserService;
import org.sluice.identity.user.NewUser;
import org.sluice.identity.user.UserChange;
import org.sluice.identity.user.UserRole;
import org.sluice.identity.user.UserStatus;
import org.sluice.identity.user.UserView;

/** Behind the page of users, for administrators. */
@Named
@RequestScoped
public class UsersBacking {

  @Inject private Caller caller;
  @Inject private UserService users;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private Rows<UserView> rows;
  private String name;
  private String displayName;
  private String password;
  private UserRole role = UserRole.USER;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            UserService.SORT_KEYS,
            "name",
            UserService.FILTERS,
            Set.of(),
            user -> user.id().toString(),
            query -> users.list(caller, query));
  }

  /** Answers 403 to whoever does not administer. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only an administrator sees the users."));
    }
  }

  /** Makes a user. */
  public void make() {
    try {
      users.create(caller, new NewUser(name, password, displayName, null, role));
      done("users.made", name);
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Lets the user in again whose name was sent along. */
  public void enable() {
    turn(UserStatus.ACTIVE, "users.enabled");
  }

  /** Keeps the user out whose name was sent along. */
  public void disable() {
    turn(UserStatus.DISABLED, "users.disabled");
  }

  private void turn(UserStatus status, String said) {
    String whom = Faces.getRequestParameter("id");
    try {
      users.change(caller, whom, null, new UserChange(null, null, null, status, null, null));
      done(said, whom);
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  private void done(String said, String whom) {
    Messages.addFlashGlobalInfo("{0}", language.text(said, whom));
    Faces.redirect("ui/users.xhtml");
  }

  /** The users. */
  public Rows<UserView> getRows() {
    return rows;
  }

  /** Roles to choose from. */
  public UserRole[] getRoles() {
    return UserRole.values();
  }

  /** Name of the new one. */
  public String getName() {
    return name;
  }

  /** Takes the name of the new one. */
  public void setName(String name) {
    this.name = name;
  }

  /** How the new one is called. */
  public String getDisplayName() {
    return displayName;
  }

  /** Takes how the new one is called. */
  public void setDisplayName(String displayName) {
    this.displayName = displayName;
  }

  /** Nothing: a password is never written into a page. */
  public String getPassword() {
    return null;
  }

  /** Takes the first password of the new one. */
  public void setPassword(String password) {
    this.password = password;
  }

  /** Role of the new one. */
  public UserRole getRole() {
    return role;
  }

  /** Takes the role of the new one. */
  public void setRole(UserRole role) {
    this.role = role;
  }
}
