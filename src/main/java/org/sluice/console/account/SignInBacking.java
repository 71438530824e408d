package org.sluice.console.account;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.omnifaces.util.Faces;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.signin.SignIn;

/** Behind the sign-in page. */
@Named
@RequestScoped
public class SignInBacking {

  @Inject private SignIn signIn;
  @Inject private Refusals refusals;
  @Inject private Language language;
  @Inject private Me me;

  private String user;
  private String password;

  /** Leads on whoever has signed in already, perhaps in another tab. */
  public void check() {
    if (me.isSignedIn()) {
      goOn();
    }
  }

  /** Signs in and leads to the page that was wanted. */
  public void signIn() {
    try {
      signIn.signIn(user, password, Faces.getRequest(), Faces.getResponse());
      goOn();
    } catch (DomainException refused) {
      if (refused.kind() == FailureKind.UNAUTHENTICATED) {
        refusals.tell(language.text("signIn.refused"));
      } else {
        refusals.show(refused);
      }
    }
  }

  private void goOn() {
    // What comes from an address holds the application's own path already.
    String home = Faces.getRequestContextPath() + SignIn.HOME;
    try {
      Faces.getExternalContext()
          .redirect(SignIn.localPath(Faces.getRequestParameter("next")).orElse(home));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Whether one has just signed out. */
  public boolean isOut() {
    return Faces.getRequestParameter("out") != null && !Faces.isPostback();
  }

  /** The name as typed. */
  public String getUser() {
    return user;
  }

  /** Takes the name as typed. */
  public void setUser(String user) {
    this.user = user;
  }

  /** Nothing: a password is never written into a page. */
  public String getPassword() {
    return null;
  }

  /** Takes the password as typed. */
  public void setPassword(String password) {
    this.password = password;
  }
}
