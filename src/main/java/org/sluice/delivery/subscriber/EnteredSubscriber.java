package org.sluice.delivery.subscriber;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.egress.AddressGuard;
import org.sluice.egress.EndpointUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Name;

/**
 * What somebody entered for a subscriber, checked and completed.
 *
 * @param name of the subscriber
 * @param endpointUrl where messages are posted to; null for one that only pulls
 * @param contact who looks after it; null if that is not said
 * @param rateLimit messages a second; null for no limit
 */
record EnteredSubscriber(String name, String endpointUrl, String contact, Integer rateLimit) {

  private static final int MAX_CONTACT = 200;
  private static final int MOST_A_SECOND = 1000;

  /**
   * Checks what was entered.
   *
   * @param transports schemes that are allowed
   * @param guard what may be connected to
   * @throws DomainException INVALID with every field that breaks a rule
   */
  static EnteredSubscriber of(NewSubscriber wanted, Set<String> transports, AddressGuard guard) {
    List<FieldError> errors = new ArrayList<>();
    Name.problem(wanted.name()).ifPresent(words -> errors.add(new FieldError("name", words)));
    String endpoint = endpoint(wanted.endpointUrl(), transports, guard, errors);
    String contact = contact(wanted.contact(), errors);
    Integer rate = wanted.rateLimit();
    if (rate != null && (rate < 1 || rate > MOST_A_SECOND)) {
      errors.add(new FieldError("rateLimit", "must be a whole number from 1 to " + MOST_A_SECOND));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new EnteredSubscriber(wanted.name(), endpoint, contact, rate);
  }

  private static String endpoint(
      String given, Set<String> transports, AddressGuard guard, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return null;
    }
    try {
      URI uri = EndpointUrl.parse("endpointUrl", given, transports).uri();
      refusal(uri.getHost(), guard)
          .ifPresent(
              what ->
                  errors.add(
                      new FieldError(
                          "endpointUrl",
                          "must not lead to " + what + " that sluice.egress.allow does not name")));
      return uri.toString();
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return null;
    }
  }

  /** What is refused of an address in digits; of a name that is seen only at each connection. */
  private static Optional<String> refusal(String host, AddressGuard guard) {
    String literal = host.replaceAll("[\\[\\]]", "");
    if (literal.indexOf(':') < 0 && !literal.matches("[0-9.]+")) {
      return Optional.empty();
    }
    try {
      return guard.refusal(literal, InetAddress.getByName(literal));
    } catch (UnknownHostException noAddress) {
      return Optional.of("an address");
    }
  }

  private static String contact(String given, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return null;
    }
    String contact = given.strip();
    if (contact.length() > MAX_CONTACT) {
      errors.add(new FieldError("contact", "may have " + MAX_CONTACT + " characters"));
    } else if (contact.chars().anyMatch(Character::isISOControl)) {
      errors.add(new FieldError("contact", "may not hold control characters"));
    }
    return contact;
  }

  /** The subscriber with this in the place of what it had. */
  Subscriber into(Subscriber before) {
    return new Subscriber(
        before.id(),
        before.namespaceId(),
        name,
        endpointUrl,
        contact,
        before.secret(),
        before.formerSecret(),
        before.formerUntil(),
        before.status(),
        before.statusReason(),
        rateLimit,
        before.breaker(),
        before.restingUntil(),
        before.createdAt(),
        before.updatedAt(),
        before.version());
  }

  /** Leaves out the URL, which may be a secret. */
  @Override
  public String toString() {
    return "EnteredSubscriber[" + name + "]";
  }
}
