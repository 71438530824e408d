package org.sluice.failure;

import jakarta.ejb.ApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that Sluice refuses, with a kind, a slug and a detail that is safe to show.
 *
 * <p>It rolls back the transaction in which it is thrown. The detail never holds a secret, a path
 * of the machine or text of a database.
 */
@ApplicationException(rollback = true)
public class DomainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FailureKind kind;
  private final String slug;
  private final transient List<FieldError> errors;
  private final String inTheWay;
  private final transient Duration retryAfter;

  private DomainException(
      FailureKind kind,
      String slug,
      String detail,
      List<FieldError> errors,
      String inTheWay,
      Duration retryAfter,
      Throwable cause) {
    super(detail, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.slug = Objects.requireNonNull(slug, "slug");
    this.errors = List.copyOf(errors);
    this.inTheWay = inTheWay;
    this.retryAfter = retryAfter;
  }

  /**
   * A refusal with no more than a kind and a reason.
   *
   * @param kind why
   * @param slug stable name of the problem in lower-case words joined by hyphens
   * @param detail one safe sentence for a person
   */
  public DomainException(FailureKind kind, String slug, String detail) {
    this(kind, slug, detail, List.of(), null, null, null);
  }

  /** Input that breaks a rule of one field. */
  public static DomainException invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /** Input that breaks the given rules, at least one. */
  public static DomainException invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.get(0).field() + ": " + errors.get(0).message()
            : errors.size() + " fields are not valid.";
    return new DomainException(
        FailureKind.INVALID, "invalid-input", detail, errors, null, null, null);
  }

  /** There is no such thing, or the caller may not know of it; the two are not told apart. */
  public static DomainException notFound(String what) {
    return new DomainException(
        FailureKind.NOT_FOUND, "not-found", "There is no such " + what + ".");
  }

  /** The caller sees the thing but may not do this. */
  public static DomainException forbidden(String detail) {
    return new DomainException(FailureKind.FORBIDDEN, "forbidden", detail);
  }

  /** The thing is not any more what the caller saw when he began to change it. */
  public static DomainException changedMeanwhile() {
    return new DomainException(
        FailureKind.STALE, "changed-meanwhile", "Somebody changed this meanwhile. Read it again.");
  }

  /** Something that has no address of its own is in the way. */
  public static DomainException conflict(String slug, String detail) {
    return new DomainException(FailureKind.CONFLICT, slug, detail);
  }

  /**
   * Something is in the way that the caller can look at.
   *
   * @param location its path below the API base, such as {@code /jobs/…}
   */
  public static DomainException conflict(String slug, String detail, String location) {
    return new DomainException(FailureKind.CONFLICT, slug, detail, List.of(), location, null, null);
  }

  /** The caller may try again after the given time. */
  public static DomainException retryLater(
      FailureKind kind, String slug, String detail, Duration retryAfter) {
    return new DomainException(kind, slug, detail, List.of(), null, retryAfter, null);
  }

  /** Why. */
  public FailureKind kind() {
    return kind;
  }

  /** Stable name of the problem. */
  public String slug() {
    return slug;
  }

  /** Broken rules by field; empty unless the kind is {@link FailureKind#INVALID}. */
  public List<FieldError> errors() {
    return errors == null ? List.of() : errors;
  }

  /** Path below the API base of what is in the way. */
  public Optional<String> inTheWay() {
    return Optional.ofNullable(inTheWay);
  }

  /** How long the caller should wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
