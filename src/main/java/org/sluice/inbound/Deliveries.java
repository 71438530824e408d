package org.sluice.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.forge.hook.HookBody;
import org.sluice.forge.hook.HookFormat;
import org.sluice.forge.hook.HookTopic;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.upstream.UpstreamKey;

/** Takes deliveries of webhooks in: whether they are believed, and what they wish for. */
@ApplicationScoped
class Deliveries {

  private static final int MOST_REPOSITORIES = 100;
  private static final int MAX_HEADER = 200;
  private static final Set<String> SCHEMES = Set.of("https", "http", "ssh");

  @Inject private HookRows rows;
  @Inject private HookSecrets secrets;
  @Inject private RegistryService registry;
  @Inject private ForgeAccountService accounts;
  @Inject private Wishes wishes;

  /**
   * Takes one in.
   *
   * @param header gives a header field by its name; null if it is absent
   * @param body as it came
   * @return number of repositories for which something follows
   * @throws DomainException INVALID if it is malformed, UNAUTHENTICATED if nothing that is tracked
   *     has the secret that signed it, CONFLICT ({@code already-delivered}) if its id came before
   */
  int take(HookFormat format, UnaryOperator<String> header, byte[] body) {
    String event = format.event(header).filter(Deliveries::fits).orElseThrow(Deliveries::noEvent);
    Optional<String> delivery = format.delivery(header).filter(Deliveries::fits);
    if (delivery.isEmpty() && format.alwaysHasDelivery()) {
      throw malformed("It has no delivery id.");
    }
    HookBody read = HookBody.read(body).orElseThrow(() -> malformed("Its body is no JSON object."));
    List<RepositoryRecord> meant = meant(format, read, header, body);
    if (meant.isEmpty()) {
      throw new DomainException(
          FailureKind.UNAUTHENTICATED,
          "hook-refused",
          "Its signature is of no repository or account that is known here.");
    }
    String key = delivery.map(id -> key(format, id, meant)).orElse(null);
    if (key != null && rows.cameBefore(key)) {
      throw DomainException.conflict("already-delivered", "This delivery came before.");
    }
    HookTopic topic = format.topic(event);
    Instant now = Instant.now();
    int followed = 0;
    if (topic != HookTopic.OTHER) {
      for (RepositoryRecord each : meant) {
        unlessThere(() -> rows.wish(each.id(), topic, now));
        followed++;
      }
    }
    if (key != null) {
      // After the wishes: lost between the two, the forge sends it again.
      unlessThere(() -> rows.came(key, now));
    }
    if (followed > 0) {
      wishes.wake();
    }
    return followed;
  }

  /** What another delivery stores at the same moment is as good. */
  private static void unlessThere(Runnable insert) {
    try {
      insert.run();
    } catch (RuntimeException failed) {
      if (!UniqueViolation.isCauseOf(failed)) {
        throw failed;
      }
    }
  }

  /** The repositories that the body is about and whose secret, or their account's, signed it. */
  private List<RepositoryRecord> meant(
      HookFormat format, HookBody read, UnaryOperator<String> header, byte[] body) {
    Set<String> keys = new LinkedHashSet<>();
    for (String url : read.cloneUrls()) {
      try {
        keys.add(UpstreamKey.of(UpstreamUrl.parse("url", url, SCHEMES)));
      } catch (DomainException noAddress) {
        // The forge's others may be.
      }
    }
    List<RepositoryRecord> signed = new ArrayList<>();
    for (RepositoryRecord each : registry.following(keys, MOST_REPOSITORIES)) {
      if (each.forge() == format.forge()) {
        Optional<UUID> account =
            accounts.askedFor(
                each.forgeAccountId(), each.forge(), UpstreamUrl.ofKnown(each.cloneUrl()));
        if (secrets.open(each.id(), account).stream()
            .anyMatch(secret -> format.isSignedWith(secret, header, body))) {
          signed.add(each);
        }
      }
    }
    return signed;
  }

  private static boolean fits(String header) {
    return header.length() <= MAX_HEADER && header.chars().noneMatch(Character::isISOControl);
  }

  private static DomainException noEvent() {
    return malformed("It names no event.");
  }

  private static DomainException malformed(String detail) {
    return new DomainException(FailureKind.INVALID, "malformed-hook", detail);
  }

  /** Another server may count its deliveries alike: an id is one only for those it is about. */
  private static String key(HookFormat format, String id, List<RepositoryRecord> meant) {
    String about =
        meant.stream().map(each -> each.id().toString()).sorted().collect(Collectors.joining(" "));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(
              digest.digest((format + " " + about + " " + id).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
