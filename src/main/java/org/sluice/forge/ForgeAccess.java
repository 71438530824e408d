package org.sluice.forge;

import java.net.URI;
import java.util.Objects;
import org.sluice.egress.budget.Errand;

/**
 * Where a forge is asked, as whom, and on whose errand. The token is no part of {@link #toString}.
 *
 * @param root the API's root, such as {@code https://api.github.com}, without a slash at its end
 * @param budget what requests count against: the account's id, or a name of those without one
 * @param login the account's name at the forge, for Basic where the forge wants it; may be empty
 * @param token null to ask without one
 * @param errand what it is asked for
 */
public record ForgeAccess(URI root, String budget, String login, String token, Errand errand) {

  /** Login and token may be missing. */
  public ForgeAccess {
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(errand, "errand");
  }

  /** The same, on another errand. */
  public ForgeAccess on(Errand other) {
    return new ForgeAccess(root, budget, login, token, other);
  }

  @Override
  public String toString() {
    return "ForgeAccess[" + root + ", " + budget + "]";
  }
}
