package org.sluice.configsource.hook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.egress.EndpointUrl;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.platform.Ids;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.vault.Vault;

/**
 * The door of listeners: who maintains the repository of a source keeps its listeners, and nobody
 * else sees them, since a URL may be a secret.
 */
@Stateless
public class ListenerService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = Set.of("createdAt");

  private static final Duration AGAIN = Duration.ofSeconds(5);

  @Inject private ConfigSourceService sources;
  @Inject private ListenerStore store;
  @Inject private ListenerPost post;
  @Inject private Vault vault;
  @Inject private AuditLog audit;
  @Inject private Settings settings;

  /**
   * One page of a source's listeners.
   *
   * @throws DomainException NOT_FOUND, or FORBIDDEN unless the caller maintains the repository
   */
  public Page<ListenerView> list(Caller caller, String source, PageQuery query) {
    UUID id = require(caller, source).source().id();
    return Page.of(
        query,
        store.page(id, query).stream().map(each -> ListenerView.of(each, null)).toList(),
        store.count(id));
  }

  /**
   * One listener.
   *
   * @throws DomainException NOT_FOUND, or FORBIDDEN unless the caller maintains the repository
   */
  public ListenerView get(Caller caller, String source, UUID id) {
    return ListenerView.of(find(require(caller, source), id), null);
  }

  /**
   * Adds a listener, which is told of every change from now on.
   *
   * @return the listener with its secret, this once
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID, or CONFLICT if there is one of that URL
   *     or there are too many
   */
  public ListenerView add(Caller caller, String source, NewListener wanted) {
    SourceSnapshot snapshot = require(caller, source);
    URI url = EndpointUrl.parse("url", wanted.url(), settings.transports()).uri();
    UUID id = Ids.next();
    String secret = WebhookSignature.newSecret();
    Listener listener =
        store.add(
            id,
            snapshot.source().id(),
            snapshot.source().name(),
            url.toString(),
            vault.seal(id, ListenerPost.SECRET, secret),
            now());
    audit.done(
        caller.username(),
        "config-listener-added",
        "configuration source " + snapshot.source().name(),
        // The path of a URL may be what keeps others from posting there.
        "at " + url.getHost());
    return ListenerView.of(listener, secret);
  }

  /**
   * Deletes a listener; an attempt that runs goes on.
   *
   * @throws DomainException NOT_FOUND, or FORBIDDEN unless the caller maintains the repository
   */
  public void delete(Caller caller, String source, UUID id) {
    SourceSnapshot snapshot = require(caller, source);
    Listener listener = find(snapshot, id);
    store.delete(listener.id());
    audit.done(
        caller.username(),
        "config-listener-deleted",
        "configuration source " + snapshot.source().name(),
        "at " + URI.create(listener.url()).getHost());
  }

  /**
   * Posts a ping to a listener now; one that was switched off and takes it is on again.
   *
   * @throws DomainException NOT_FOUND; FORBIDDEN; UNAVAILABLE if something is being posted to it;
   *     REFUSED_UPSTREAM, UPSTREAM_FAILED or UPSTREAM_TIMEOUT if it is not taken
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public PingView ping(Caller caller, String source, UUID id) {
    SourceSnapshot snapshot = require(caller, source);
    Listener listener = find(snapshot, id);
    Instant now = now();
    Attempt attempt =
        post.ping(listener, snapshot.source().name(), now)
            .orElseThrow(
                () ->
                    DomainException.retryLater(
                        FailureKind.UNAVAILABLE,
                        "listener-busy",
                        "Something is being posted to it right now.",
                        AGAIN));
    store.pinged(id, attempt, now);
    if (attempt.verdict() != Attempt.Verdict.SENT) {
      throw attempt.refusal("listener");
    }
    return new PingView(attempt.detail(), now);
  }

  private SourceSnapshot require(Caller caller, String source) {
    SourceSnapshot snapshot = sources.require(caller, source);
    if (!caller.maintains(snapshot.namespaceId())) {
      throw DomainException.forbidden("Only maintainers of its repository keep its listeners.");
    }
    return snapshot;
  }

  private Listener find(SourceSnapshot source, UUID id) {
    return store
        .find(source.source().id(), id)
        .orElseThrow(() -> DomainException.notFound("listener"));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
