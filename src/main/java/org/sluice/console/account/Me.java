package org.sluice.console.account;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.sluice.identity.Caller;

/** Who is signed in, as the frame of every page shows him. */
@Named
@RequestScoped
public class Me {

  @Inject private Caller caller;

  /** Whether anybody is. */
  public boolean isSignedIn() {
    return caller.userId() != null;
  }

  /** His name; empty if nobody is signed in. */
  public String getName() {
    return isSignedIn() ? caller.username() : "";
  }

  /** One or two letters of it. */
  public String getInitials() {
    return initials(getName());
  }

  /** One or two letters of anybody's name. */
  public String initials(String name) {
    return name.substring(0, Math.min(2, name.length()));
  }

  /** Whether he administers this installation. */
  public boolean isAdmin() {
    return caller.administers();
  }
}
