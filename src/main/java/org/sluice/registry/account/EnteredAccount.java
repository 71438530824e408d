package org.sluice.registry.account;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sluice.egress.EndpointUrl;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.forge.ForgeKind;

/**
 * What somebody entered for an account, checked and completed. The token is no part of {@link
 * #toString}.
 *
 * @param label what people call it
 * @param forge which software it is at
 * @param root root of the API, without a slash at its end
 * @param cloneHost host of clone URLs
 * @param login its name at the forge; empty to take what the forge says
 * @param token what lets in
 * @param expiresAt when that ends, as its owner knows; null if he does not
 * @param isDefault whether it is asked for repositories of its host that name no account
 */
record EnteredAccount(
    String label,
    ForgeKind forge,
    URI root,
    String cloneHost,
    String login,
    String token,
    Instant expiresAt,
    boolean isDefault) {

  private static final int MAX_LABEL = 100;
  private static final int MAX_LOGIN = 255;
  private static final int MAX_TOKEN = 4096;

  /**
   * Checks what was entered.
   *
   * @param transports schemes that are allowed
   * @throws DomainException INVALID with every field that breaks a rule
   */
  static EnteredAccount of(NewForgeAccount wanted, Collection<String> transports) {
    List<FieldError> errors = new ArrayList<>();
    String label = label(wanted.label(), errors);
    if (wanted.forge() == null) {
      errors.add(new FieldError("forge", "is required"));
    } else if (wanted.forge() == ForgeKind.PLAIN) {
      errors.add(new FieldError("forge", "PLAIN has no API and no accounts"));
    }
    URI root = root(wanted, transports, errors).orElse(null);
    String cloneHost = cloneHost(wanted, root, errors);
    String login = login(wanted.login(), errors);
    String token = token(wanted.token(), errors);
    if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(Instant.now())) {
      errors.add(new FieldError("expiresAt", "must be in the future"));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new EnteredAccount(
        label,
        wanted.forge(),
        root,
        cloneHost,
        login,
        token,
        wanted.expiresAt(),
        Boolean.TRUE.equals(wanted.isDefault()));
  }

  private static String label(String given, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      errors.add(new FieldError("label", "is required"));
      return null;
    }
    String label = given.strip();
    if (label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      errors.add(
          new FieldError(
              "label", "may have " + MAX_LABEL + " characters, none of them for control"));
    }
    return label;
  }

  private static Optional<URI> root(
      NewForgeAccount wanted, Collection<String> transports, List<FieldError> errors) {
    if (wanted.baseUrl() == null || wanted.baseUrl().isBlank()) {
      Optional<URI> known = wanted.forge() == null ? Optional.empty() : wanted.forge().publicRoot();
      if (known.isEmpty() && wanted.forge() != null && wanted.forge() != ForgeKind.PLAIN) {
        errors.add(new FieldError("baseUrl", "is required, since there are many of this forge"));
      }
      return known;
    }
    try {
      URI uri = EndpointUrl.parse("baseUrl", wanted.baseUrl(), transports).uri();
      if (uri.getRawQuery() != null) {
        throw DomainException.invalid("baseUrl", "must not hold a query (?)");
      }
      String text = uri.toString();
      while (text.endsWith("/")) {
        text = text.substring(0, text.length() - 1);
      }
      return Optional.of(URI.create(text));
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return Optional.empty();
    }
  }

  private static String cloneHost(NewForgeAccount wanted, URI root, List<FieldError> errors) {
    if (wanted.cloneHost() == null || wanted.cloneHost().isBlank()) {
      return root == null || wanted.forge() == null ? null : wanted.forge().cloneHost(root);
    }
    try {
      return UpstreamUrl.host("cloneHost", wanted.cloneHost());
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return null;
    }
  }

  private static String login(String given, List<FieldError> errors) {
    String login = given == null ? "" : given.strip();
    if (login.length() > MAX_LOGIN
        || login.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
      errors.add(
          new FieldError(
              "login", "may have " + MAX_LOGIN + " characters, but no colon among them"));
    }
    return login;
  }

  private static String token(String given, List<FieldError> errors) {
    String token = given == null ? "" : given.strip();
    if (token.isEmpty()) {
      errors.add(new FieldError("token", "is required"));
    } else if (token.length() > MAX_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      // What goes into a header field must not end it.
      errors.add(
          new FieldError("token", "may have " + MAX_TOKEN + " printable characters, no spaces"));
    }
    return token;
  }

  /** Whether the same token would be shown elsewhere, or to the same place as somebody else. */
  boolean asksAs(ForgeAccount kept) {
    return root.equals(kept.root()) && login.equals(kept.enteredLogin());
  }

  @Override
  public String toString() {
    return "EnteredAccount[" + label + "]";
  }
}
