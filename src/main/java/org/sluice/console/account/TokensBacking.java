package org.sluice.console.account;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Typed;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.identity.ConfigurationBounds;
import org.sluice.identity.Scope;
import org.sluice.identity.TokenService;
import org.sluice.identity.token.NewToken;
import org.sluice.identity.token.TokenView;
import org.sluice.rest.PageQuery;

/** Behind the page of one's API tokens. */
@Named
@RequestScoped
public class TokensBacking {

  @Inject private Caller caller;
  @Inject private TokenService service;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private List<TokenView> tokens;
  private String name;
  private List<String> scopes = new ArrayList<>(List.of(Scope.READ.label()));
  private String sources;
  private String applications;
  private int days = 90;
  private TokenView made;

  /** The caller's tokens, the newest first. */
  public List<TokenView> getTokens() {
    if (tokens == null) {
      PageQuery all =
          new PageQuery(
              1,
              PageQuery.MAX_SIZE,
              List.of(new PageQuery.Sort("createdAt", true)),
              null,
              Map.of());
      tokens = service.list(caller, all).items();
    }
    return tokens;
  }

  /** Scopes that a token of the caller's can have. */
  public List<Scope> getUsableScopes() {
    return Stream.of(Scope.values()).filter(each -> caller.scopes().contains(each)).toList();
  }

  /** Makes the token; its text is shown in this answer and never again. */
  public void make() {
    Instant end = days == 0 ? null : Instant.now().plus(Duration.ofDays(days));
    try {
      made = service.create(caller, new NewToken(name, scopes, null, bounds(), end));
      name = null;
      sources = null;
      applications = null;
      tokens = null;
    } catch (DomainException refused) {
      refusals.show(beside(refused));
    }
  }

  /** What stands in fields that are not shown binds nothing. */
  private ConfigurationBounds bounds() {
    List<String> ofSources = globs(sources);
    List<String> ofApplications = globs(applications);
    boolean bound = ofSources != null || ofApplications != null;
    return bound && scopes.contains(Scope.CONFIG_READ.label())
        ? new ConfigurationBounds(ofSources, ofApplications)
        : null;
  }

  private static List<String> globs(String text) {
    return text == null || text.isBlank() ? null : Typed.words(text);
  }

  /** The inputs' ids hold no dot; what bounds and scopes do to each other stands at the scopes. */
  private static DomainException beside(DomainException refused) {
    if (refused.errors().isEmpty()) {
      return refused;
    }
    return DomainException.invalid(
        refused.errors().stream()
            .map(
                each ->
                    new FieldError(
                        each.field().equals("configuration")
                            ? "scopes"
                            : each.field().replace("configuration.", ""),
                        each.message()))
            .toList());
  }

  /** Revokes the token whose id was sent along. */
  public void revoke() {
    try {
      service.revoke(caller, UUID.fromString(Faces.getRequestParameter("id")));
      Messages.addFlashGlobalInfo("{0}", language.text("tokens.revoked"));
    } catch (IllegalArgumentException notAnId) {
      refusals.show(DomainException.notFound("token"));
      return;
    } catch (DomainException refused) {
      refusals.show(refused);
      return;
    }
    Faces.redirect("ui/tokens.xhtml");
  }

  /** The token that was just made; null otherwise. */
  public TokenView getMade() {
    return made;
  }

  /** What the new one is for. */
  public String getName() {
    return name;
  }

  /** Takes what the new one is for. */
  public void setName(String name) {
    this.name = name;
  }

  /** Labels of the new one's scopes. */
  public List<String> getScopes() {
    return scopes;
  }

  /** Takes labels of the new one's scopes. */
  public void setScopes(List<String> scopes) {
    this.scopes = scopes;
  }

  /** Patterns of sources that the new one may read, parted by commas or blanks; empty for all. */
  public String getSources() {
    return sources;
  }

  /** Takes patterns of sources. */
  public void setSources(String sources) {
    this.sources = sources;
  }

  /** Patterns of applications that the new one may read; empty for all. */
  public String getApplications() {
    return applications;
  }

  /** Takes patterns of applications. */
  public void setApplications(String applications) {
    this.applications = applications;
  }

  /** Days until the new one ends; 0 for never. */
  public int getDays() {
    return days;
  }

  /** Takes days until the new one ends. */
  public void setDays(int days) {
    this.days = days;
  }
}
