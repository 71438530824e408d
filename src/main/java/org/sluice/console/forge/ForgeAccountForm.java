package org.sluice.console.forge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.sluice.console.LastDay;
import org.sluice.forge.ForgeKind;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.registry.account.NewForgeAccount;

/**
 * What administrators enter about an account at a forge; its token is never written into a page.
 */
public class ForgeAccountForm {

  private String label;
  private ForgeKind forge = ForgeKind.GITHUB;
  private String baseUrl;
  private String cloneHost;
  private String login;
  private String token;
  private String expires;
  private boolean standard;

  /** Last day as it stands; while it stays, the exact end stays too. */
  private String lastDay;

  /** Login as it stands; while it stays, whether somebody entered it stays too. */
  private String knownLogin;

  /** The form as it stands for an account. */
  static ForgeAccountForm of(ForgeAccountView account) {
    ForgeAccountForm form = new ForgeAccountForm();
    form.label = account.label();
    form.forge = account.forge();
    form.baseUrl = account.baseUrl();
    form.cloneHost = account.cloneHost();
    form.knownLogin = account.login();
    form.login = form.knownLogin;
    form.lastDay = LastDay.before(account.expiresAt());
    form.expires = form.lastDay;
    form.standard = account.isDefault();
    return form;
  }

  /** What is to be kept. */
  NewForgeAccount wanted() {
    return new NewForgeAccount(
        label,
        forge,
        baseUrl,
        cloneHost,
        login,
        token,
        LastDay.end("expiresAt", expires),
        standard);
  }

  /** What is to be changed; a blank token stays. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("label", label == null ? "" : label);
    fields.put("baseUrl", baseUrl == null ? "" : baseUrl);
    fields.put("cloneHost", cloneHost == null ? "" : cloneHost);
    if (!Objects.equals(login, knownLogin)) {
      fields.put("login", login);
    }
    fields.put("isDefault", standard);
    if (token != null && !token.isBlank()) {
      fields.put("token", token);
    }
    String day = expires == null || expires.isBlank() ? null : expires.strip();
    if (!Objects.equals(day, lastDay)) {
      Instant end = LastDay.end("expiresAt", day);
      fields.put("expiresAt", end == null ? null : end.toString());
    }
    return fields;
  }

  /** What people call it. */
  public String getLabel() {
    return label;
  }

  /** Takes what people call it. */
  public void setLabel(String label) {
    this.label = label;
  }

  /** Which software it is at. */
  public ForgeKind getForge() {
    return forge;
  }

  /** Takes which software it is at. */
  public void setForge(ForgeKind forge) {
    this.forge = forge;
  }

  /** Root of the forge's API; null for that of the public one. */
  public String getBaseUrl() {
    return baseUrl;
  }

  /** Takes the root of the forge's API. */
  public void setBaseUrl(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  /** Host of clone URLs; null for that of the API. */
  public String getCloneHost() {
    return cloneHost;
  }

  /** Takes the host of clone URLs. */
  public void setCloneHost(String cloneHost) {
    this.cloneHost = cloneHost;
  }

  /** Its name at the forge; null to take what the forge says. */
  public String getLogin() {
    return login;
  }

  /** Takes its name at the forge. */
  public void setLogin(String login) {
    this.login = login;
  }

  /** Nothing: a token is never written into a page. */
  public String getToken() {
    return null;
  }

  /** Takes the token. */
  public void setToken(String token) {
    this.token = token;
  }

  /** Last day of the token; null if it has none. */
  public String getExpires() {
    return expires;
  }

  /** Takes the last day of the token. */
  public void setExpires(String expires) {
    this.expires = expires;
  }

  /** Whether it is asked for repositories of its host that name no account. */
  public boolean isStandard() {
    return standard;
  }

  /** Takes whether it is asked for repositories of its host that name no account. */
  public void setStandard(boolean standard) {
    this.standard = standard;
  }
}
