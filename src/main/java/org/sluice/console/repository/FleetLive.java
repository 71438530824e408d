package org.sluice.console.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.sluice.console.Language;
import org.sluice.console.job.JobFace;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.failure.DomainException;
import org.sluice.fleet.bulk.BulkDeletion;
import org.sluice.fleet.bulk.BulkService;
import org.sluice.fleet.bulk.BulkTagging;
import org.sluice.identity.Caller;
import org.sluice.job.JobView;
import org.sluice.registry.selection.RepositoryChoice;
import org.sluice.registry.tag.TagsChanged;
import org.sluice.rest.Json;

/** What the page of repositories does to those that are ticked, or to all that fit. */
@RequestScoped
public class FleetLive {

  @Inject private Caller caller;
  @Inject private BulkService bulk;
  @Inject private SubscriptionService subscriptions;
  @Inject private JobFace jobFace;
  @Inject private Language language;

  /**
   * Does one of these things.
   *
   * @param what {@code resync}, {@code tags}, {@code count} or {@code delete}
   * @param body {@code repositoryIds} or {@code selection}, and what else it needs
   * @throws DomainException NOT_FOUND if there is no such thing; else as the doors refuse
   */
  public ObjectNode act(String what, JsonNode body) {
    return switch (what) {
      case "resync" -> resync(body);
      case "tags" -> tags(body);
      case "count" -> count(body);
      case "delete" -> delete(body);
      default -> throw DomainException.notFound("thing to do");
    };
  }

  private ObjectNode resync(JsonNode body) {
    return started(
        read(body, RepositoryChoice.class)
            .either(
                ids -> subscriptions.resyncChosen(caller, ids),
                selection -> subscriptions.resyncSelected(caller, selection)));
  }

  private ObjectNode tags(JsonNode body) {
    TagsChanged come = bulk.tag(caller, read(body, BulkTagging.class));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("words", language.text("repositories.tagged", come.changed()));
    if (come.refused() > 0) {
      answer.put("detail", language.text("repositories.tagged.refused", come.refused()));
    }
    return answer;
  }

  /** How many would be deleted, and how it is asked whether they shall be. */
  private ObjectNode count(JsonNode body) {
    long count =
        read(body, RepositoryChoice.class)
            .required()
            .either(
                ids -> (long) Set.copyOf(ids).size(), selection -> bulk.count(caller, selection));
    return JsonNodeFactory.instance
        .objectNode()
        .put("count", count)
        .put("title", language.text("repositories.delete.ask", count))
        .put("text", language.text("repositories.delete.text", count))
        .put("yes", language.text("repositories.delete.yes", count));
  }

  private ObjectNode delete(JsonNode body) {
    return started(bulk.delete(caller, read(body, BulkDeletion.class)));
  }

  private ObjectNode started(JobView job) {
    return jobFace.json(job).put("mine", true);
  }

  private static <T> T read(JsonNode body, Class<T> type) {
    try {
      return Json.mapper().treeToValue(body, type);
    } catch (JsonProcessingException unknown) {
      throw DomainException.invalid("selection", "must be filters of the list");
    }
  }
}
