package org.sluice.console.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sluice.console.Typed;
import org.sluice.delivery.subscriber.NewSubscriber;
import org.sluice.delivery.subscriber.SubscriberView;

/** What people enter about a subscriber, when they register one and when they change it. */
public class SubscriberForm {

  private String namespace;
  private String name;
  private String endpointUrl;
  private String contact;
  private String rateLimit;

  /** The form as it stands for one. */
  static SubscriberForm of(SubscriberView subscriber) {
    SubscriberForm form = new SubscriberForm();
    form.namespace = subscriber.namespace();
    form.name = subscriber.name();
    form.endpointUrl = subscriber.endpointUrl();
    form.contact = subscriber.contact();
    form.rateLimit = subscriber.rateLimit() == null ? null : subscriber.rateLimit().toString();
    return form;
  }

  /** The one that is to be registered. */
  NewSubscriber wanted() {
    return new NewSubscriber(namespace, name, endpointUrl, contact, Typed.number(rateLimit));
  }

  /** What is to change, as the API writes it. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", name == null ? "" : name);
    fields.put("endpointUrl", endpointUrl);
    fields.put("contact", contact);
    fields.put("rateLimit", Typed.number(rateLimit));
    return fields;
  }

  /** Name of the namespace that it belongs to. */
  public String getNamespace() {
    return namespace;
  }

  /** Takes the name of the namespace that it belongs to. */
  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  /** What people call it. */
  public String getName() {
    return name;
  }

  /** Takes what people call it. */
  public void setName(String name) {
    this.name = name;
  }

  /** Where messages are posted to; null for one that only pulls. */
  public String getEndpointUrl() {
    return endpointUrl;
  }

  /** Takes where messages are posted to. */
  public void setEndpointUrl(String endpointUrl) {
    this.endpointUrl = endpointUrl;
  }

  /** Who looks after it; may be null. */
  public String getContact() {
    return contact;
  }

  /** Takes who looks after it. */
  public void setContact(String contact) {
    this.contact = contact;
  }

  /** Most messages a second, as it was typed; null for no limit. */
  public String getRateLimit() {
    return rateLimit;
  }

  /** Takes most messages a second. */
  public void setRateLimit(String rateLimit) {
    this.rateLimit = rateLimit;
  }
}
