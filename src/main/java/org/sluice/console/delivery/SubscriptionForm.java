package org.sluice.console.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.sluice.console.Typed;
import org.sluice.delivery.subscription.NewSubscription;
import org.sluice.delivery.subscription.SubscriptionView;

/** What people enter about a subscription, when they make one and when they change it. */
public class SubscriptionForm {

  private static final List<String> EVERYTHING = List.of("**");

  private String subscriberId;
  private String repository;
  private String branch;
  private String include;
  private String exclude;

  /** The form as it stands for one. */
  static SubscriptionForm of(SubscriptionView subscription) {
    SubscriptionForm form = new SubscriptionForm();
    form.branch = subscription.branch();
    form.include =
        subscription.include().equals(EVERYTHING) ? "" : String.join("\n", subscription.include());
    form.exclude = String.join("\n", subscription.exclude());
    return form;
  }

  /** The one that is to be made. */
  NewSubscription wanted() {
    return new NewSubscription(
        subscriberId == null || subscriberId.isBlank() ? null : UUID.fromString(subscriberId),
        repository,
        branch,
        Typed.lines(include),
        Typed.lines(exclude));
  }

  /** What is to change, as the API writes it. */
  ObjectNode patch() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("branch", branch);
    Typed.lines(include).forEach(fields.putArray("include")::add);
    Typed.lines(exclude).forEach(fields.putArray("exclude")::add);
    return fields;
  }

  /** Id of who receives. */
  public String getSubscriberId() {
    return subscriberId;
  }

  /** Takes the id of who receives. */
  public void setSubscriberId(String subscriberId) {
    this.subscriberId = subscriberId;
  }

  /** The repository, as in {@code team/app}. */
  public String getRepository() {
    return repository;
  }

  /** Takes the repository. */
  public void setRepository(String repository) {
    this.repository = repository;
  }

  /** The branch; null for the default one. */
  public String getBranch() {
    return branch;
  }

  /** Takes the branch. */
  public void setBranch(String branch) {
    this.branch = branch;
  }

  /** Patterns of the paths that are sent, one a line; empty for all. */
  public String getInclude() {
    return include;
  }

  /** Takes the patterns of the paths that are sent. */
  public void setInclude(String include) {
    this.include = include;
  }

  /** Patterns of the paths that are not sent, one a line. */
  public String getExclude() {
    return exclude;
  }

  /** Takes the patterns of the paths that are not sent. */
  public void setExclude(String exclude) {
    this.exclude = exclude;
  }
}
