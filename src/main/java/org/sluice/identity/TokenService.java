package org.sluice.identity;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.namespace.Namespace;
import org.sluice.identity.namespace.NamespaceStore;
import org.sluice.identity.token.ApiToken;
import org.sluice.identity.token.NewToken;
import org.sluice.identity.token.TokenStore;
import org.sluice.identity.token.TokenText;
import org.sluice.identity.token.TokenView;
import org.sluice.identity.user.TextRules;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** The door of API tokens: everybody keeps his own. */
@Stateless
public class TokenService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = TokenStore.SORT_KEYS;

  /** Most tokens of one user. */
  static final int MOST_TOKENS = 100;

  /** Most namespaces that a token is limited to. */
  static final int MOST_NAMESPACES = 50;

  private static final int MAX_NAME = 100;

  @Inject private TokenStore tokens;
  @Inject private NamespaceStore namespaces;
  @Inject private AuditLog audit;
  @Inject private Event<AccessChanged> accessChanged;

  /** One page of the caller's tokens. */
  public Page<TokenView> list(Caller caller, PageQuery query) {
    List<ApiToken> page = tokens.page(caller.userId(), query);
    Set<UUID> limits = new HashSet<>();
    page.stream().map(ApiToken::limitedTo).filter(each -> each != null).forEach(limits::addAll);
    Map<UUID, String> names = namespaces.names(limits);
    return Page.of(
        query,
        page.stream().map(token -> view(token, names, null)).toList(),
        tokens.count(caller.userId(), query));
  }

  /**
   * One of the caller's tokens.
   *
   * @throws DomainException NOT_FOUND if he has none with the id
   */
  public TokenView get(Caller caller, UUID id) {
    ApiToken token = find(caller, id);
    Set<UUID> limits = token.limitedTo() == null ? Set.of() : token.limitedTo();
    return view(token, namespaces.names(limits), null);
  }

  /**
   * Makes a token for the caller.
   *
   * <p>Bounds of configuration are taken with the scope {@code config:read} alone. With {@code
   * read} the token would see the same files as refs, changes and history of the source, and with
   * {@code git:read} it would clone all of them: such bounds would promise what nothing keeps.
   *
   * @return the token with its text, this once
   * @throws DomainException FORBIDDEN if he came with a token himself; INVALID; CONFLICT if he has
   *     one of the name
   */
  public TokenView create(Caller caller, NewToken wanted) {
    if (caller.tokenId() != null) {
      // Else a token that leaked could outlive its own end and its revocation by its children.
      throw DomainException.forbidden("A token cannot make tokens: sign in with the password.");
    }
    List<FieldError> errors = new ArrayList<>();
    if (wanted.name() == null || wanted.name().isBlank()) {
      errors.add(new FieldError("name", "is required"));
    }
    TextRules.check("name", wanted.name(), MAX_NAME, errors);
    Set<Scope> scopes = scopes(caller, wanted.scopes(), errors);
    Map<UUID, String> limits = limits(caller, wanted.namespaces(), errors);
    errors.addAll(boundErrors(wanted.configuration(), scopes));
    if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(Instant.now())) {
      errors.add(new FieldError("expiresAt", "must be in the future"));
    }
    TextRules.refuse(errors);
    if (tokens.countOf(caller.userId()) >= MOST_TOKENS) {
      throw DomainException.conflict(
          "too-many-tokens", "You have " + MOST_TOKENS + " tokens. Revoke one first.");
    }
    String text = TokenText.make();
    ApiToken token =
        new ApiToken(
            caller.userId(),
            wanted.name().strip(),
            text,
            scopes,
            limits == null ? null : limits.keySet(),
            wanted.configuration(),
            wanted.expiresAt());
    tokens.add(token);
    audit.done(
        caller.username(),
        "token-created",
        "token " + token.name(),
        "scopes "
            + labels(scopes)
            + (limits == null ? "" : ", limited to namespaces")
            + (wanted.configuration() == null ? "" : ", bound to configuration"));
    return view(token, limits == null ? Map.of() : limits, text);
  }

  /**
   * Revokes one of the caller's tokens; it is of no use from then on.
   *
   * @throws DomainException NOT_FOUND if he has none with the id
   */
  public void revoke(Caller caller, UUID id) {
    ApiToken token = find(caller, id);
    tokens.remove(token);
    accessChanged.fire(new AccessChanged(token.userId()));
    audit.done(caller.username(), "token-revoked", "token " + token.name(), null);
  }

  private ApiToken find(Caller caller, UUID id) {
    return tokens
        .byId(id)
        .filter(token -> token.userId().equals(caller.userId()))
        .orElseThrow(() -> DomainException.notFound("token"));
  }

  private static Set<Scope> scopes(Caller caller, List<String> labels, List<FieldError> errors) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    if (labels == null || labels.isEmpty()) {
      errors.add(new FieldError("scopes", "at least one is required"));
      return scopes;
    }
    for (String label : labels.subList(0, Math.min(labels.size(), 20))) {
      Optional<Scope> scope = label == null ? Optional.empty() : Scope.labelled(label);
      if (scope.isEmpty()) {
        errors.add(new FieldError("scopes", "must be of " + labels(EnumSet.allOf(Scope.class))));
        return scopes;
      }
      if (!caller.scopes().contains(scope.get())) {
        errors.add(new FieldError("scopes", "may not hold " + label + ", which you do not have"));
        return scopes;
      }
      scopes.add(scope.get());
    }
    return scopes;
  }

  private static List<FieldError> boundErrors(ConfigurationBounds bounds, Set<Scope> scopes) {
    if (bounds == null) {
      return List.of();
    }
    List<FieldError> errors = new ArrayList<>(bounds.problems());
    if (!scopes.isEmpty() && !scopes.equals(EnumSet.of(Scope.CONFIG_READ))) {
      errors.add(
          new FieldError(
              "configuration",
              "needs config:read as the only scope: any other sees configuration in other ways"));
    }
    return errors;
  }

  /** Names by id of the namespaces to limit a token to; null if it is not to be limited. */
  private Map<UUID, String> limits(Caller caller, List<String> names, List<FieldError> errors) {
    if (names == null) {
      return null;
    }
    Set<String> distinct = new LinkedHashSet<>(names);
    if (distinct.isEmpty() || distinct.size() > MOST_NAMESPACES || distinct.contains(null)) {
      errors.add(new FieldError("namespaces", "must hold 1 to " + MOST_NAMESPACES + " names"));
      return null;
    }
    Map<UUID, String> found =
        namespaces.byNames(distinct).stream()
            .filter(namespace -> caller.sees(namespace.id()))
            .collect(Collectors.toMap(Namespace::id, Namespace::name));
    Set<String> keys = distinct.stream().map(Name::key).collect(Collectors.toSet());
    if (found.size() < keys.size()) {
      errors.add(new FieldError("namespaces", "holds a name that is none of your namespaces"));
    }
    return found;
  }

  private static TokenView view(ApiToken token, Map<UUID, String> names, String text) {
    return new TokenView(
        token.id(),
        token.name(),
        token.hint(),
        labels(token.scopes()),
        token.limitedTo() == null
            ? null
            : token.limitedTo().stream()
                .map(names::get)
                .filter(name -> name != null)
                .sorted()
                .toList(),
        token.configuration(),
        token.createdAt(),
        token.expiresAt(),
        token.lastUsedAt(),
        text);
  }

  private static List<String> labels(Collection<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::label).toList();
  }
}
