package org.sluice.console.upstream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.sluice.console.LastDay;
import org.sluice.registry.credential.CredentialKind;
import org.sluice.registry.credential.CredentialView;
import org.sluice.registry.credential.NewCredential;

/** What people enter about a credential; what is secret of it is never written into a page. */
public class CredentialForm {

  private String namespace;
  private String label;
  private CredentialKind kind = CredentialKind.TOKEN;
  private String host;
  private String username;
  private String secret;
  private String privateKey;
  private String passphrase;
  private boolean generate;
  private String expires;

  /** Last day as it stands; while it stays, the exact end stays too. */
  private String lastDay;

  /** The form as it stands for a credential. */
  static CredentialForm of(CredentialView credential) {
    CredentialForm form = new CredentialForm();
    form.namespace = credential.namespace();
    form.label = credential.label();
    form.kind = credential.kind();
    form.host = credential.host();
    form.username = credential.username();
    form.lastDay = LastDay.before(credential.expiresAt());
    form.expires = form.lastDay;
    return form;
  }

  /** What is to be kept. */
  NewCredential wanted() {
    boolean key = kind == CredentialKind.SSH_KEY;
    return new NewCredential(
        namespace,
        label,
        kind,
        host,
        username,
        key ? null : secret,
        key && !generate ? privateKey : null,
        key && !generate ? passphrase : null,
        key && generate,
        end());
  }

  /** What is to be changed; a blank secret stays. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("label", label == null ? "" : label);
    fields.put("host", host == null ? "" : host);
    fields.put("username", username);
    String day = expires == null || expires.isBlank() ? null : expires.strip();
    if (!Objects.equals(day, lastDay)) {
      Instant end = end();
      fields.put("expiresAt", end == null ? null : end.toString());
    }
    if (kind == CredentialKind.SSH_KEY) {
      fields.put("generate", generate);
      fields.put("privateKey", generate ? null : privateKey);
      fields.put("passphrase", generate ? null : passphrase);
    } else {
      fields.put("secret", secret);
    }
    return fields;
  }

  private Instant end() {
    return LastDay.end("expiresAt", expires);
  }

  /** Name of the namespace that owns it; empty for the installation. */
  public String getNamespace() {
    return namespace;
  }

  /** Takes the name of the namespace. */
  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  /** What people call it. */
  public String getLabel() {
    return label;
  }

  /** Takes what people call it. */
  public void setLabel(String label) {
    this.label = label;
  }

  /** What it consists of. */
  public CredentialKind getKind() {
    return kind;
  }

  /** Takes what it consists of. */
  public void setKind(CredentialKind kind) {
    this.kind = kind;
  }

  /** Host that it is for. */
  public String getHost() {
    return host;
  }

  /** Takes the host that it is for. */
  public void setHost(String host) {
    this.host = host;
  }

  /** Whom it lets in. */
  public String getUsername() {
    return username;
  }

  /** Takes whom it lets in. */
  public void setUsername(String username) {
    this.username = username;
  }

  /** Nothing: a secret is never written into a page. */
  public String getSecret() {
    return null;
  }

  /** Takes password or token. */
  public void setSecret(String secret) {
    this.secret = secret;
  }

  /** Nothing: a key is never written into a page. */
  public String getPrivateKey() {
    return null;
  }

  /** Takes the private key. */
  public void setPrivateKey(String privateKey) {
    this.privateKey = privateKey;
  }

  /** Nothing: a passphrase is never written into a page. */
  public String getPassphrase() {
    return null;
  }

  /** Takes the passphrase. */
  public void setPassphrase(String passphrase) {
    this.passphrase = passphrase;
  }

  /** Whether Sluice makes the key. */
  public boolean isGenerate() {
    return generate;
  }

  /** Takes whether Sluice makes the key. */
  public void setGenerate(boolean generate) {
    this.generate = generate;
  }

  /** Last day of it; null if it has none. */
  public String getExpires() {
    return expires;
  }

  /** Takes the last day of it. */
  public void setExpires(String expires) {
    this.expires = expires;
  }
}
