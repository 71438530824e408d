package org.sluice.notification.channel;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.sluice.egress.webhook.Attempt;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.notification.post.Delivery;
import org.sluice.notification.post.Letter;
import org.sluice.notification.post.Mailer;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;
import org.sluice.platform.settings.Settings;
import org.sluice.vault.Vault;

/**
 * Takes what is due from each channel, sends it, and records what became of it: one delivery at a
 * time for each channel, several channels at once, no transaction while it sends.
 */
@ApplicationScoped
public class Postman {

  private static final System.Logger LOG = System.getLogger(Postman.class.getName());

  private final Map<UUID, SingleFlight> rounds = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  @Inject private MessageStore messages;
  @Inject private ChannelService channels;
  @Inject private WebhookPost webhooks;
  @Inject private Mailer mailer;
  @Inject private Vault vault;
  @Inject private Settings settings;
  @Inject private MeterRegistry meters;
  @Inject private Executors executors;

  /** Has every channel served that has something to send by now. */
  public void sweep() {
    for (UUID channel : messages.due(Instant.now())) {
      rounds
          .computeIfAbsent(channel, id -> new SingleFlight(executors.messages(), () -> serve(id)))
          .wake();
    }
  }

  @PreDestroy
  void stop() {
    stopping = true;
  }

  private void serve(UUID channel) {
    Optional<Delivery> next = messages.take(channel, Instant.now());
    while (next.isPresent() && !stopping) {
      deliver(next.get());
      next = messages.take(channel, Instant.now());
    }
  }

  private void deliver(Delivery delivery) {
    Instant now = Instant.now();
    Letter letter = Letter.of(delivery, settings.publicUrl());
    Attempt attempt = send(delivery.channel(), delivery.id().toString(), now, letter);
    boolean givenUp = messages.record(delivery, attempt, Instant.now());
    String outcome =
        attempt.verdict() == Attempt.Verdict.SENT ? "sent" : givenUp ? "failed" : "retried";
    count(delivery.channel().kind(), outcome);
    if (attempt.verdict() != Attempt.Verdict.SENT) {
      LOG.log(
          givenUp ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
          "channel={0} delivery={1} attempt={2} {3} {4}",
          delivery.channel().name(),
          delivery.id(),
          delivery.attempt(),
          outcome,
          attempt.detail());
    }
    if (attempt.verdict() == Attempt.Verdict.GONE) {
      gone(delivery.channel().id());
    }
  }

  /** Sends one message now, in the caller's thread and without a transaction. */
  Attempt send(Channel channel, String id, Instant now, Letter letter) {
    return channel.kind() == ChannelKind.MAIL
        ? mailer.send(channel.recipients(), id, now, letter)
        : webhooks.send(channel.url(), id, now, letter.json(), secrets(channel, now));
  }

  /** Has a channel switched off whose endpoint wants nothing any more. */
  void gone(UUID channel) {
    channels.gone(channel);
  }

  private List<String> secrets(Channel channel, Instant now) {
    List<String> secrets = new ArrayList<>();
    secrets.add(vault.open(channel.id(), ChannelService.SECRET, channel.secret()));
    if (channel.previousSecret() != null && channel.previousSecretUntil().isAfter(now)) {
      secrets.add(
          vault.open(channel.id(), ChannelService.PREVIOUS_SECRET, channel.previousSecret()));
    }
    return secrets;
  }

  private void count(ChannelKind kind, String outcome) {
    meters
        .counter(
            "sluice.notifications",
            "channel",
            kind.name().toLowerCase(Locale.ROOT),
            "outcome",
            outcome)
        .increment();
  }
}
