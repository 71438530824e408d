package org.sluice.job.item;

import java.util.Objects;
import java.util.UUID;

/**
 * An item of a job that is about to start.
 *
 * @param subjectType what the item is about
 * @param subjectId its id; never null
 * @param subjectName its name for people, such as {@code team/app}
 * @param namespaceId namespace by which the item is seen; never null
 * @param host upstream host whose share of the concurrency the item uses; empty if none
 * @param exclusiveKey while this item runs no other of the same key does; null if it excludes none
 */
public record NewItem(
    SubjectType subjectType,
    UUID subjectId,
    String subjectName,
    UUID namespaceId,
    String host,
    String exclusiveKey) {

  /** Checks what is required. */
  public NewItem {
    Objects.requireNonNull(subjectType, "subjectType");
    Objects.requireNonNull(subjectId, "subjectId");
    Objects.requireNonNull(subjectName, "subjectName");
    Objects.requireNonNull(namespaceId, "namespaceId");
    Objects.requireNonNull(host, "host");
  }
}
