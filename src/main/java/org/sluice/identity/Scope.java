package org.sluice.identity;

import java.util.Arrays;
import java.util.Optional;

/** What a token or a sign-in may be used for; also the roles that endpoints declare. */
public enum Scope {
  /** Look at everything that the user sees. */
  READ("read"),
  /** Change and start what the user may. */
  WRITE("write"),
  /** Administer; only of use to an administrator. */
  ADMIN("admin"),
  /** Read served configuration, nothing else. */
  CONFIG_READ("config:read"),
  /** Clone and fetch, nothing else. */
  GIT_READ("git:read");

  /** Role of endpoints that look. */
  public static final String READ_ROLE = "read";

  /** Role of endpoints that change. */
  public static final String WRITE_ROLE = "write";

  /** Role of endpoints for administrators. */
  public static final String ADMIN_ROLE = "admin";

  private final String label;

  Scope(String label) {
    this.label = label;
  }

  /** The scope with the label, if there is one. */
  public static Optional<Scope> labelled(String label) {
    return Arrays.stream(values()).filter(scope -> scope.label.equals(label)).findFirst();
  }

  /** The scope as the API writes it. */
  public String label() {
    return label;
  }
}
