package org.sluice.console.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.console.Language;
import org.sluice.console.job.JobFace;
import org.sluice.delivery.history.DeliveryService;
import org.sluice.delivery.subscriber.PingView;
import org.sluice.delivery.subscriber.SubscriberService;
import org.sluice.delivery.subscription.SeenSubscription;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.job.JobView;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** What the script of a page about deliveries is told, and what a click there asks for. */
@RequestScoped
public class DeliveryLive {

  private static final int MOST_OFFERED = 50;
  private static final JsonNodeFactory MAKER = JsonNodeFactory.instance;

  @Inject private Caller caller;
  @Inject private SubscriberService subscribers;
  @Inject private SubscriptionService subscriptions;
  @Inject private DeliveryService deliveries;
  @Inject private SubscriberFace subscriberFace;
  @Inject private SubscriptionFace subscriptionFace;
  @Inject private DeliveryFace deliveryFace;
  @Inject private JobFace jobFace;
  @Inject private Language language;

  /** How those of the subscribers stand that the caller sees, by their ids. */
  public ObjectNode subscribers(List<UUID> ids) {
    ObjectNode answer = MAKER.objectNode();
    subscribers
        .find(caller, ids)
        .forEach(each -> answer.set(each.id().toString(), subscriberFace.json(each)));
    return answer;
  }

  /** How those of the subscriptions stand that the caller sees, by their ids. */
  public ObjectNode subscriptions(List<UUID> ids) {
    ObjectNode answer = MAKER.objectNode();
    subscriptions.seen(caller, ids).stream()
        .map(SeenSubscription::view)
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .forEach(each -> answer.set(each.id().toString(), subscriptionFace.json(each)));
    return answer;
  }

  /** Who receives a repository, the first of them, each with what a re-sync would do. */
  public ObjectNode receivers(String repository) {
    PageQuery first =
        new PageQuery(
            1,
            MOST_OFFERED,
            List.of(new PageQuery.Sort("subscriber", false)),
            null,
            Map.of("repository", repository));
    Page<SeenSubscription> found = subscriptions.seen(caller, first);
    ObjectNode answer = MAKER.objectNode();
    ArrayNode receivers = answer.putArray("receivers");
    found
        .items()
        .forEach(
            each ->
                receivers.add(subscriptionFace.offered(each.view()).put("moved", each.moved())));
    String left = subscriptionFace.left(found);
    if (left != null) {
      answer.put("more", language.text("config.refresh.more", left));
    }
    return answer;
  }

  /**
   * A message with its attempts.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public ObjectNode delivery(UUID id) {
    return deliveryFace.json(deliveries.get(caller, id));
  }

  /**
   * Does something with a subscriber.
   *
   * @return what is said of it, or the job that does it
   * @throws DomainException as the door refuses; NOT_FOUND if there is no such thing to do
   */
  public ObjectNode subscriber(UUID id, String what) {
    switch (what) {
      case "ping":
        PingView ping = subscribers.ping(caller, id);
        return said(language.text("subscribers.pinged"), ping.detail());
      case "pause":
        return said(
            language.text("subscribers.paused", subscribers.pause(caller, id).name()),
            language.text("subscribers.paused.text"));
      case "resume":
        return said(
            language.text("subscribers.resumed", subscribers.resume(caller, id).name()), null);
      case "resync":
        return begun(subscriptions.resyncOf(caller, id));
      case "retry":
        return begun(subscriptions.retryOf(caller, id));
      default:
        throw DomainException.notFound("thing to do with a subscriber");
    }
  }

  /**
   * Does something with a subscription.
   *
   * @return what is said of it, or the job that does it
   * @throws DomainException as the door refuses; NOT_FOUND if there is no such thing to do
   */
  public ObjectNode subscription(UUID id, String what) {
    switch (what) {
      case "pause":
        return said(
            language.text("subscriptions.paused", subscriptions.pause(caller, id).repository()),
            language.text("subscriptions.paused.text"));
      case "resume":
        return said(
            language.text("subscriptions.resumed", subscriptions.resume(caller, id).repository()),
            null);
      case "delete":
        String repository = subscriptions.get(caller, id).repository();
        subscriptions.delete(caller, id, null);
        return said(language.text("subscriptions.deleted", repository), null);
      case "resync":
        return begun(subscriptions.resync(caller, id));
      case "retry":
        return begun(subscriptions.retry(caller, id));
      default:
        throw DomainException.notFound("thing to do with a subscription");
    }
  }

  /**
   * Has a message sent again.
   *
   * @throws DomainException as the door refuses
   */
  public ObjectNode redeliver(UUID id) {
    deliveries.redeliver(caller, id);
    return said(language.text("deliveries.again.done"), null);
  }

  private ObjectNode begun(JobView job) {
    return jobFace.json(job).put("mine", true);
  }

  private static ObjectNode said(String title, String detail) {
    return MAKER.objectNode().put("title", title).put("detail", detail);
  }
}
