package org.sluice.notification.channel;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.audit.AuditLog;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.notification.post.AttemptOutcome;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.notification.post.Letter;
import org.sluice.notification.post.Mailer;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice;
import org.sluice.platform.Notice.Severity;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;
import org.sluice.vault.Vault;

/** The door of channels, for administrators alone. */
@Stateless
public class ChannelService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = ChannelStore.SORTS.keySet();

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = ChannelStore.FILTERS;

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE =
      Set.of("name", "enabled", "topics", "minimumSeverity", "namespace", "recipients", "url");

  /** Most channels. */
  static final int MOST_CHANNELS = 100;

  /** Fields of the vault. */
  static final String SECRET = "secret";

  static final String PREVIOUS_SECRET = "previousSecret";

  /** How long a secret that was replaced still signs beside the new one. */
  static final Duration OVERLAP = Duration.ofHours(24);

  @Inject private ChannelStore store;
  @Inject private MessageStore messages;
  @Inject private NamespaceService namespaces;
  @Inject private Vault vault;
  @Inject private AuditLog audit;
  @Inject private Settings settings;
  @Inject private Mailer mailer;
  @Inject private Postman postman;
  @Inject private Event<Notice> notices;

  /**
   * One page of the channels.
   *
   * @throws DomainException FORBIDDEN unless the caller administers
   */
  public Page<ChannelView> list(Caller caller, PageQuery query) {
    requireAdministrator(caller);
    ChannelStore.Slice slice = store.page(query);
    Map<UUID, Long> pending =
        messages.pending(slice.rows().stream().map(Channel::id).collect(Collectors.toSet()));
    Map<UUID, String> names =
        namespaces.names(
            slice.rows().stream()
                .map(Channel::namespaceId)
                .filter(id -> id != null)
                .collect(Collectors.toSet()));
    return Page.of(
        query,
        slice.rows().stream()
            .map(
                each ->
                    view(
                        each,
                        each.namespaceId() == null ? null : names.get(each.namespaceId()),
                        pending.getOrDefault(each.id(), 0L),
                        null))
            .toList(),
        slice.total());
  }

  /**
   * One channel.
   *
   * @throws DomainException FORBIDDEN unless the caller administers; NOT_FOUND
   */
  public ChannelView get(Caller caller, UUID id) {
    requireAdministrator(caller);
    return view(find(id), null);
  }

  /**
   * Makes a channel.
   *
   * @return the channel; that of a WEBHOOK with its secret, this once
   * @throws DomainException FORBIDDEN unless the caller administers; INVALID; CONFLICT if the name
   *     is taken or there are too many
   */
  public ChannelView create(Caller caller, NewChannel wanted) {
    requireAdministrator(caller);
    if (store.count() >= MOST_CHANNELS) {
      throw DomainException.conflict(
          "too-many-channels", "There are " + MOST_CHANNELS + " channels. Delete one first.");
    }
    if (wanted.kind() == null) {
      throw DomainException.invalid("kind", "is required");
    }
    UUID id = Ids.next();
    String secret = wanted.kind() == ChannelKind.WEBHOOK ? WebhookSignature.newSecret() : null;
    Instant now = now();
    Channel channel =
        ChannelRules.checked(
            new Channel(
                id,
                wanted.name(),
                wanted.kind(),
                wanted.enabled() == null || wanted.enabled(),
                ChannelRules.orNone("topics", wanted.topics()),
                wanted.minimumSeverity() == null ? Severity.INFO : wanted.minimumSeverity(),
                namespace(caller, wanted.namespace()),
                ChannelRules.orNone("recipients", wanted.recipients()),
                wanted.url(),
                secret == null ? null : vault.seal(id, SECRET, secret),
                null,
                null,
                null,
                null,
                null,
                now,
                now,
                1),
            settings.transports());
    stored(() -> store.insert(channel));
    audit.done(
        caller.username(), "channel-created", "channel " + channel.name(), channel.kind().name());
    return view(channel, secret);
  }

  /**
   * Changes what a patch names; the secret stays whatever it names.
   *
   * @param patch of {@link #PATCHABLE}
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException FORBIDDEN unless the caller administers; NOT_FOUND; STALE; INVALID;
   *     CONFLICT if the name is taken
   */
  public ChannelView change(Caller caller, UUID id, Patch patch, String ifMatch) {
    requireAdministrator(caller);
    Channel old = locked(id, ifMatch);
    for (String required : List.of("name", "enabled", "minimumSeverity")) {
      if (patch.clears(required)) {
        throw DomainException.invalid(required, "cannot be cleared");
      }
    }
    boolean enabled = patch.value("enabled", Boolean.class).orElse(old.enabled());
    Channel channel =
        ChannelRules.checked(
            new Channel(
                id,
                patch.value("name", String.class).orElse(old.name()),
                old.kind(),
                enabled,
                patch.texts("topics").orElse(old.topics()),
                patch.value("minimumSeverity", Severity.class).orElse(old.minimumSeverity()),
                patch.has("namespace")
                    ? namespace(caller, patch.value("namespace", String.class).orElse(null))
                    : old.namespaceId(),
                patch.texts("recipients").orElse(old.recipients()),
                patch.has("url") ? patch.value("url", String.class).orElse(null) : old.url(),
                old.secret(),
                old.previousSecret(),
                old.previousSecretUntil(),
                old.lastAttemptAt(),
                old.lastOutcome(),
                old.lastDetail(),
                old.createdAt(),
                now(),
                old.version() + 1),
            settings.transports());
    stored(() -> store.update(channel));
    if (!enabled) {
      store.drop(id);
    }
    audit.done(
        caller.username(),
        "channel-changed",
        "channel " + channel.name(),
        PATCHABLE.stream().filter(patch::has).sorted().collect(Collectors.joining(", ")));
    return view(channel, null);
  }

  /**
   * Replaces the secret of a WEBHOOK channel; for a day messages are signed by both.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @return the channel with its new secret, this once
   * @throws DomainException FORBIDDEN unless the caller administers; NOT_FOUND; STALE; CONFLICT if
   *     it has no secret
   */
  public ChannelView rotateSecret(Caller caller, UUID id, String ifMatch) {
    requireAdministrator(caller);
    Channel old = locked(id, ifMatch);
    if (old.kind() != ChannelKind.WEBHOOK) {
      throw DomainException.conflict("no-secret", "Only webhooks have a secret.");
    }
    String secret = WebhookSignature.newSecret();
    String previous = vault.open(id, SECRET, old.secret());
    Instant now = now();
    Channel channel =
        old.withSecret(
            vault.seal(id, SECRET, secret),
            vault.seal(id, PREVIOUS_SECRET, previous),
            now.plus(OVERLAP),
            now);
    store.update(channel);
    audit.done(caller.username(), "channel-secret-rotated", "channel " + channel.name(), null);
    return view(channel, secret);
  }

  /**
   * Deletes a channel with what it has not sent.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException FORBIDDEN unless the caller administers; NOT_FOUND; STALE
   */
  public void delete(Caller caller, UUID id, String ifMatch) {
    requireAdministrator(caller);
    Channel channel = locked(id, ifMatch);
    store.delete(id);
    audit.done(caller.username(), "channel-deleted", "channel " + channel.name(), null);
  }

  /**
   * Sends a test message now, whether the channel is enabled or not.
   *
   * @throws DomainException FORBIDDEN unless the caller administers; NOT_FOUND; CONFLICT if mail is
   *     off; REFUSED_UPSTREAM, UPSTREAM_FAILED or UPSTREAM_TIMEOUT if it is not taken
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SentView test(Caller caller, UUID id) {
    requireAdministrator(caller);
    Channel channel = find(id);
    if (channel.kind() == ChannelKind.MAIL) {
      mailer
          .problem()
          .ifPresent(
              why -> {
                throw DomainException.conflict("mail-off", why);
              });
    }
    Instant now = now();
    Letter letter = Letter.test(channel, caller.username(), now);
    Attempt attempt = postman.send(channel, Ids.next().toString(), now, letter);
    store.attempted(id, attempt, now);
    audit.done(caller.username(), "channel-tested", "channel " + channel.name(), attempt.detail());
    if (attempt.verdict() == Attempt.Verdict.GONE) {
      postman.gone(id);
    }
    if (attempt.verdict() != Attempt.Verdict.SENT) {
      throw attempt.refusal("channel");
    }
    return new SentView(AttemptOutcome.of(attempt), attempt.detail(), now);
  }

  /** Switches a channel off whose endpoint wants nothing any more, and says so. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void gone(UUID id) {
    Optional<Channel> found = store.lock(id).filter(Channel::enabled);
    if (found.isEmpty()) {
      return;
    }
    Channel old = found.get();
    store.update(old.switchedOff(now()));
    store.drop(id);
    audit.done(
        Caller.sluice().username(),
        "channel-disabled",
        "channel " + old.name(),
        "its endpoint is gone");
    notices.fire(
        Notice.warning(
                "channel-disabled",
                old.name(),
                "Its endpoint answered 410: it wants nothing any more, so the channel is off.")
            .at("/notifications/channels/" + id)
            .once("channel-disabled:" + id + ":" + (old.version() + 1)));
  }

  private Channel find(UUID id) {
    return store.find(id).orElseThrow(() -> DomainException.notFound("channel"));
  }

  private Channel locked(UUID id, String ifMatch) {
    Channel channel = store.lock(id).orElseThrow(() -> DomainException.notFound("channel"));
    Answers.requireMatch(ifMatch, Long.toString(channel.version()));
    return channel;
  }

  private UUID namespace(Caller caller, String name) {
    if (name == null) {
      return null;
    }
    UUID id =
        namespaces
            .find(name)
            .filter(each -> caller.sees(each.id()))
            .map(NamespaceRef::id)
            .orElseThrow(() -> DomainException.invalid("namespace", "there is no such namespace"));
    return namespaces.hold(id).id();
  }

  private static void stored(Runnable storing) {
    try {
      storing.run();
    } catch (RuntimeException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw DomainException.conflict("name-taken", "There is a channel of this name already.");
    }
  }

  private ChannelView view(Channel channel, String secret) {
    String namespace =
        channel.namespaceId() == null
            ? null
            : namespaces.names(Set.of(channel.namespaceId())).get(channel.namespaceId());
    long pending = messages.pending(Set.of(channel.id())).getOrDefault(channel.id(), 0L);
    return view(channel, namespace, pending, secret);
  }

  private ChannelView view(Channel channel, String namespace, long pending, String secret) {
    boolean overlapping =
        channel.previousSecretUntil() != null
            && channel.previousSecretUntil().isAfter(Instant.now());
    return new ChannelView(
        channel.id(),
        channel.name(),
        channel.kind(),
        channel.enabled(),
        channel.topics(),
        channel.minimumSeverity(),
        namespace,
        channel.recipients(),
        channel.url(),
        secret,
        overlapping ? channel.previousSecretUntil() : null,
        channel.kind() == ChannelKind.MAIL ? mailer.problem().orElse(null) : null,
        pending,
        channel.lastAttemptAt() == null
            ? null
            : new ChannelView.LastAttempt(
                channel.lastAttemptAt(), channel.lastOutcome(), channel.lastDetail()),
        channel.createdAt(),
        channel.updatedAt(),
        channel.version());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only an administrator may do this.");
    }
  }
}
