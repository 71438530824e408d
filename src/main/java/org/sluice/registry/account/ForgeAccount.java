package org.sluice.registry.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeLogin;
import org.sluice.platform.Ids;

/**
 * As whom Sluice asks a forge.
 *
 * <p>Its life: an administrator enters it, and it is stored once the forge has taken its token
 * (VALID); a refusal of that token turns it INVALID, its end EXPIRED; another token, which is tried
 * before it is stored, makes it VALID again; it is deleted when no repository names it. The token
 * is sealed before it comes here, and counted, so that a refusal of an earlier one is known as
 * such.
 */
@Entity
@Table(name = "forge_account")
class ForgeAccount {

  /** Name of the field that a token is sealed for. */
  static final String TOKEN = "token";

  private static final int MAX_SCOPES = 2000;
  private static final int MAX_DETAIL = 500;

  @Id private UUID id;

  private String label;

  @Column(name = "label_key")
  private String labelKey;

  @Enumerated(EnumType.STRING)
  private ForgeKind forge;

  @Column(name = "base_url")
  private String baseUrl;

  @Column(name = "clone_host")
  private String cloneHost;

  /** The name that is shown: the one that was entered, else what the forge says. */
  private String login;

  /** The name that stands beside the token where the forge wants one; empty if none was entered. */
  @Column(name = "entered_login")
  private String enteredLogin;

  @Column(name = "sealed_token")
  private String sealedToken;

  @Column(name = "token_number")
  private long tokenNumber;

  /** Separated by spaces; in the forge's words. */
  private String scopes = "";

  @Enumerated(EnumType.STRING)
  private ForgeAccountStatus status = ForgeAccountStatus.PENDING;

  @Column(name = "status_detail")
  private String statusDetail;

  /** Forge and host that it is the default of; null if of none. */
  @Column(name = "default_key")
  private String defaultKey;

  @Column(name = "expires_at")
  private Instant expiresAt;

  @Column(name = "last_validated_at")
  private Instant lastValidatedAt;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private long version;

  /** For JPA. */
  protected ForgeAccount() {}

  /** One that has no token yet. */
  ForgeAccount(ForgeKind forge) {
    this.id = Ids.next();
    this.forge = forge;
    this.createdAt = Instant.now();
  }

  static String defaultKey(ForgeKind forge, String cloneHost) {
    return forge + " " + cloneHost;
  }

  /** Takes in what may be shown; the values have been checked. */
  void describe(String newLabel, URI root, String host, boolean isDefault) {
    label = newLabel;
    labelKey = newLabel.toLowerCase(Locale.ROOT);
    baseUrl = root.toString();
    cloneHost = host;
    defaultKey = isDefault ? defaultKey(forge, host) : null;
    updatedAt = Instant.now();
  }

  /** Takes in another token, sealed, that the forge has just taken. */
  void keep(String sealed, String entered, Instant end, ForgeLogin taken) {
    sealedToken = sealed;
    tokenNumber++;
    expiresAt = end;
    confirm(entered, taken, Instant.now());
  }

  /** The forge has taken the token. */
  void confirm(String entered, ForgeLogin taken, Instant now) {
    enteredLogin = entered;
    login = entered.isEmpty() ? taken.name() : entered;
    String told = String.join(" ", taken.scopes().stream().sorted().toList());
    scopes = told.length() <= MAX_SCOPES ? told : told.substring(0, MAX_SCOPES);
    expiresAt = taken.expiresAt() == null ? expiresAt : taken.expiresAt();
    status = ForgeAccountStatus.VALID;
    statusDetail = null;
    lastValidatedAt = now;
  }

  /** The forge has refused the token, or its time is over. */
  void refuse(ForgeAccountStatus now, String detail) {
    status = now;
    statusDetail =
        detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL - 1) + "…";
  }

  UUID id() {
    return id;
  }

  String label() {
    return label;
  }

  ForgeKind forge() {
    return forge;
  }

  URI root() {
    return URI.create(baseUrl);
  }

  String cloneHost() {
    return cloneHost;
  }

  String login() {
    return login;
  }

  String enteredLogin() {
    return enteredLogin;
  }

  String sealedToken() {
    return sealedToken;
  }

  long tokenNumber() {
    return tokenNumber;
  }

  ForgeAccountStatus status() {
    return status;
  }

  String statusDetail() {
    return statusDetail;
  }

  boolean isDefault() {
    return defaultKey != null;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  long version() {
    return version;
  }

  ForgeAccountView view(long usedBy) {
    return new ForgeAccountView(
        id,
        label,
        forge,
        baseUrl,
        cloneHost,
        login,
        scopes.isEmpty() ? List.of() : Arrays.asList(scopes.split(" ")),
        status,
        statusDetail,
        isDefault(),
        expiresAt,
        lastValidatedAt,
        usedBy,
        createdAt,
        updatedAt,
        version);
  }
}
