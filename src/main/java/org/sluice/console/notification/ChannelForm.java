package org.sluice.console.notification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sluice.console.Typed;
import org.sluice.notification.channel.ChannelView;
import org.sluice.notification.channel.NewChannel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.platform.Notice.Severity;

/** What administrators enter about a channel, when they make one and when they change it. */
public class ChannelForm {

  private String name;
  private ChannelKind kind = ChannelKind.MAIL;
  private boolean enabled = true;
  private String topics;
  private Severity minimumSeverity = Severity.WARNING;
  private String namespace;
  private String recipients;
  private String url;

  /** The form as it stands for a channel. */
  static ChannelForm of(ChannelView channel) {
    ChannelForm form = new ChannelForm();
    form.name = channel.name();
    form.kind = channel.kind();
    form.enabled = channel.enabled();
    form.topics = String.join(", ", channel.topics());
    form.minimumSeverity = channel.minimumSeverity();
    form.namespace = channel.namespace();
    form.recipients = String.join(", ", channel.recipients());
    form.url = channel.url();
    return form;
  }

  /** The channel that is to be made. */
  NewChannel wanted() {
    boolean mail = kind == ChannelKind.MAIL;
    return new NewChannel(
        name,
        kind,
        enabled,
        Typed.words(topics),
        minimumSeverity,
        namespace,
        mail ? Typed.words(recipients) : null,
        mail ? null : url);
  }

  /** What is to change, as the API writes it. */
  ObjectNode fields() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", name == null ? "" : name);
    fields.put("enabled", enabled);
    fields.put("minimumSeverity", minimumSeverity.name());
    fields.put("namespace", namespace);
    Typed.words(topics).forEach(fields.putArray("topics")::add);
    if (kind == ChannelKind.MAIL) {
      Typed.words(recipients).forEach(fields.putArray("recipients")::add);
    } else {
      fields.put("url", url);
    }
    return fields;
  }

  /** Its name. */
  public String getName() {
    return name;
  }

  /** Takes its name. */
  public void setName(String name) {
    this.name = name;
  }

  /** Way of its messages. */
  public ChannelKind getKind() {
    return kind;
  }

  /** Takes the way of its messages. */
  public void setKind(ChannelKind kind) {
    this.kind = kind;
  }

  /** Whether it gets messages. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Takes whether it gets messages. */
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  /** Globs of topics, joined by commas; may be null. */
  public String getTopics() {
    return topics;
  }

  /** Takes globs of topics, joined by commas. */
  public void setTopics(String topics) {
    this.topics = topics;
  }

  /** The least that it gets. */
  public Severity getMinimumSeverity() {
    return minimumSeverity;
  }

  /** Takes the least that it gets. */
  public void setMinimumSeverity(Severity minimumSeverity) {
    this.minimumSeverity = minimumSeverity;
  }

  /** The only namespace; null for all. */
  public String getNamespace() {
    return namespace;
  }

  /** Takes the only namespace. */
  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  /** Addresses, joined by commas; may be null. */
  public String getRecipients() {
    return recipients;
  }

  /** Takes addresses, joined by commas. */
  public void setRecipients(String recipients) {
    this.recipients = recipients;
  }

  /** The endpoint; may be null. */
  public String getUrl() {
    return url;
  }

  /** Takes the endpoint. */
  public void setUrl(String url) {
    this.url = url;
  }
}
