package org.sluice.delivery.row;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;

/**
 * Statements about messages that are written down together, in the caller's transaction.
 *
 * <p>A portion is one row, whatever it holds, so that writing a message down costs next to nothing.
 * Only the run that planned it knows its messages; whoever runs the subscription next, after a stop
 * or a crash, gives them rows of their own first.
 */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class PortionStore {

  @Inject private Database database;
  @Inject private DeliveryStore deliveries;

  /** For the container. */
  public PortionStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public PortionStore(Database database, DeliveryStore deliveries) {
    this.database = database;
    this.deliveries = deliveries;
  }

  private record Packed(long first, long last, byte[] messages) {}

  /** The number that the next message of a subscription gets. */
  public long nextSequence(UUID subscriptionId) {
    return database
        .query(
            "select next_sequence from subscription where id = ?",
            List.of(subscriptionId),
            row -> row.getLong(1))
        .stream()
        .findFirst()
        .orElse(1L);
  }

  /**
   * Writes messages down of which nothing has been sent.
   *
   * @param planned of one kind, generation, commit and time, numbered without a gap; none is
   *     nothing to write
   */
  public void plan(UUID subscriptionId, List<Delivery> planned) {
    if (planned.isEmpty()) {
      return;
    }
    long last = planned.get(planned.size() - 1).sequence();
    database.execute(
        "insert into delivery_portion (subscription_id, first_sequence, last_sequence, messages)"
            + " values (?, ?, ?, ?)",
        subscriptionId,
        planned.get(0).sequence(),
        last,
        PackedMessages.pack(planned));
    reserve(subscriptionId, last + 1);
    Delivery first = planned.get(0);
    if (first.event() == DeliveryEvent.SNAPSHOT_STARTED) {
      database.execute(
          "update subscription set announced_generation = ? where id = ?",
          first.generation(),
          subscriptionId);
    }
  }

  /** Keeps numbers from being given to messages: all before the next one. */
  public void reserve(UUID subscriptionId, long next) {
    database.execute(
        "update subscription set next_sequence = ? where id = ?", next, subscriptionId);
  }

  /**
   * Forgets the portions of a subscription whose messages up to a number have rows of their own.
   */
  public void end(UUID subscriptionId, long upTo) {
    database.execute(
        "delete from delivery_portion where subscription_id = ? and last_sequence <= ?",
        subscriptionId,
        upTo);
  }

  /**
   * Gives rows of their own to messages of a subscription that have none yet: they wait to be sent,
   * and may have been. The caller has the turn with the subscription.
   */
  public void unpack(UUID subscriptionId) {
    List<Packed> portions =
        database.query(
            "select first_sequence, last_sequence, messages from delivery_portion"
                + " where subscription_id = ? order by first_sequence",
            List.of(subscriptionId),
            row -> new Packed(row.getLong(1), row.getLong(2), row.getBytes(3)));
    for (Packed portion : portions) {
      Set<Long> known =
          new HashSet<>(
              database.query(
                  "select sequence from delivery where subscription_id = ?"
                      + " and sequence between ? and ?",
                  List.of(subscriptionId, portion.first(), portion.last()),
                  row -> row.getLong(1)));
      deliveries.add(
          PackedMessages.unpack(subscriptionId, portion.messages()).stream()
              .filter(message -> !known.contains(message.sequence()))
              .toList());
      end(subscriptionId, portion.last());
    }
  }
}
