package org.sluice.job.row;

import jakarta.ejb.ApplicationException;
import java.util.List;

/** A unique index refused a key that other active work holds; the transaction is over. */
@ApplicationException(rollback = true)
public class KeyTaken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> itemKeys;
  private final String jobKey;

  private KeyTaken(List<String> itemKeys, String jobKey) {
    super("key taken", null, false, false);
    this.itemKeys = itemKeys;
    this.jobKey = jobKey;
  }

  /** One of these keys of items is held. */
  public static KeyTaken ofItems(List<String> keys) {
    return new KeyTaken(List.copyOf(keys), null);
  }

  /** The key of a whole job is held. */
  public static KeyTaken ofJob(String key) {
    return new KeyTaken(List.of(), key);
  }

  /** Keys of items among which the held one is; empty if it is the job's. */
  public List<String> itemKeys() {
    return itemKeys == null ? List.of() : itemKeys;
  }

  /** The job's key; null if it is an item's. */
  public String jobKey() {
    return jobKey;
  }
}
