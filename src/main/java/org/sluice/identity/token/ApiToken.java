package org.sluice.identity.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.identity.ConfigurationBounds;
import org.sluice.identity.Name;
import org.sluice.identity.Now;
import org.sluice.identity.Scope;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/**
 * A token by which programs come in; only its SHA-256 is stored.
 *
 * <p>Made by its user, shown once, used until it expires, and gone at once when its user or an
 * administrator revokes it. Nothing of it changes but the time of its last use.
 */
@Entity
@Table(name = "api_tokens")
@Inside
public class ApiToken {

  @Id private UUID id;

  @Column(name = "user_id")
  private UUID userId;

  private String name;

  @Column(name = "name_key")
  private String nameKey;

  @Column(name = "token_hash")
  private String tokenHash;

  private String hint;
  private String scopes;

  @Column(name = "limited_to")
  private String limitedTo;

  @Column(name = "config_sources")
  private String configSources;

  @Column(name = "config_applications")
  private String configApplications;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "expires_at")
  private Instant expiresAt;

  @Column(name = "last_used_at")
  private Instant lastUsedAt;

  /** For JPA. */
  protected ApiToken() {}

  public ApiToken(
      UUID userId,
      String name,
      String token,
      Set<Scope> scopes,
      Set<UUID> limitedTo,
      ConfigurationBounds configuration,
      Instant expiresAt) {
    this.id = Ids.next();
    this.userId = userId;
    this.name = name;
    this.nameKey = Name.key(name);
    this.tokenHash = TokenText.hash(token);
    this.hint = TokenText.hint(token);
    this.scopes = scopes.stream().map(Scope::name).sorted().collect(Collectors.joining(","));
    this.limitedTo =
        limitedTo == null
            ? null
            : limitedTo.stream().map(UUID::toString).sorted().collect(Collectors.joining(","));
    this.configSources = configuration == null ? null : joined(configuration.sources());
    this.configApplications = configuration == null ? null : joined(configuration.applications());
    this.createdAt = Now.get();
    this.expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
  }

  private static String joined(List<String> globs) {
    return globs == null ? null : String.join(",", globs);
  }

  private static List<String> parted(String globs) {
    return globs == null ? null : List.of(globs.split(","));
  }

  public UUID id() {
    return id;
  }

  public UUID userId() {
    return userId;
  }

  public String name() {
    return name;
  }

  public String tokenHash() {
    return tokenHash;
  }

  public String hint() {
    return hint;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Instant expiresAt() {
    return expiresAt;
  }

  public Instant lastUsedAt() {
    return lastUsedAt;
  }

  public boolean isExpired(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  public Set<Scope> scopes() {
    return Arrays.stream(scopes.split(","))
        .map(Scope::valueOf)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
  }

  /** Ids of the namespaces that it is limited to; null if it is not limited. */
  public Set<UUID> limitedTo() {
    return limitedTo == null
        ? null
        : Arrays.stream(limitedTo.split(",")).map(UUID::fromString).collect(Collectors.toSet());
  }

  /** Served configuration that it is bound to; null if it is not bound. */
  public ConfigurationBounds configuration() {
    return configSources == null && configApplications == null
        ? null
        : new ConfigurationBounds(parted(configSources), parted(configApplications));
  }
}
