package org.sluice.console.account;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Objects;
import org.omnifaces.util.Faces;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.UserService;
import org.sluice.identity.signin.SignIn;
import org.sluice.identity.user.UserChange;

/** Behind the page of one's own account: the password, and the end of all sessions. */
@Named
@RequestScoped
public class AccountBacking {

  @Inject private Caller caller;
  @Inject private UserService users;
  @Inject private SignIn signIn;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private String current;
  private String password;
  private String repeated;

  /** Changes the password; every session ends with it, so one signs in anew. */
  public void change() {
    if (!Objects.equals(password, repeated)) {
      refusals.show("repeated", language.text("account.repeated.wrong"));
      return;
    }
    try {
      users.change(
          caller,
          caller.username(),
          null,
          new UserChange(null, null, null, null, password == null ? "" : password, current));
      endAll();
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Ends every session, this one included. */
  public void endAll() {
    signIn.signOutEverywhere(caller, Faces.getRequest());
    Faces.redirect("ui/sign-in.xhtml?out=1");
  }

  /** Nothing: a password is never written into a page. */
  public String getCurrent() {
    return null;
  }

  /** Takes the present password. */
  public void setCurrent(String current) {
    this.current = current;
  }

  /** Nothing: a password is never written into a page. */
  public String getPassword() {
    return null;
  }

  /** Takes the new password. */
  public void setPassword(String password) {
    this.password = password;
  }

  /** Nothing: a password is never written into a page. */
  public String getRepeated() {
    return null;
  }

  /** Takes the new password once more. */
  public void setRepeated(String repeated) {
    this.repeated = repeated;
  }
}
