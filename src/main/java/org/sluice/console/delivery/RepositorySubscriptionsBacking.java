package org.sluice.console.delivery;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import org.sluice.delivery.subscription.SeenSubscription;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.identity.Caller;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Behind the part of a repository's page that says who receives its files. */
@Named
@RequestScoped
public class RepositorySubscriptionsBacking {

  private static final int MOST = 50;

  @Inject private Caller caller;
  @Inject private SubscriptionService subscriptions;
  @Inject private SubscriptionFace face;

  private Page<SeenSubscription> found;
  private String of;

  /** Who receives a repository, the first of them. */
  public Page<SeenSubscription> receivers(String repository) {
    if (found == null || !repository.equals(of)) {
      of = repository;
      found =
          subscriptions.seen(
              caller,
              new PageQuery(
                  1,
                  MOST,
                  List.of(new PageQuery.Sort("subscriber", false)),
                  null,
                  Map.of("repository", repository)));
    }
    return found;
  }

  /** Number of those that are not shown; null if all are. */
  public String left(String repository) {
    return face.left(receivers(repository));
  }
}
