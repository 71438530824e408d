package org.sluice.delivery;

import java.util.Map;

/**
 * What a receiver does instead of saying that it took a message.
 *
 * @param kind what it does
 * @param status that it answers, of {@link Kind#ANSWER}
 * @param headers of that answer
 * @param path only to messages about that file; null to those about any
 * @param type only to messages of that type; null to those of any
 * @param times how often; 0 for ever
 * @param taken whether it takes the message all the same
 * @param millis between two bytes, of {@link Kind#DRIP}
 */
public record Fault(
    Kind kind,
    int status,
    Map<String, String> headers,
    String path,
    String type,
    int times,
    boolean taken,
    int millis) {

  /** What a receiver can do. */
  public enum Kind {
    /** It answers with another status. */
    ANSWER,
    /** It answers nothing, until it is healed. */
    HANG,
    /** It closes the connection within the first line of its answer. */
    CUT,
    /** It takes the message, and says so byte by byte; only of a receiver in its own process. */
    DRIP,
    /** Its process ends; only of a receiver in its own process. */
    DIE
  }

  private static Fault of(Kind kind) {
    return new Fault(kind, 200, Map.of(), null, null, 0, false, 0);
  }

  /** An answer of that status. */
  public static Fault status(int status) {
    return status(status, Map.of());
  }

  /** An answer of that status with more headers. */
  public static Fault status(int status, Map<String, String> headers) {
    return new Fault(Kind.ANSWER, status, headers, null, null, 0, false, 0);
  }

  /** No answer. */
  public static Fault hang() {
    return of(Kind.HANG);
  }

  /** Half of an answer. */
  public static Fault cut() {
    return of(Kind.CUT);
  }

  /** An answer that takes its time. */
  public static Fault drip(int millis) {
    return new Fault(Kind.DRIP, 200, Map.of(), null, null, 0, true, millis);
  }

  /** The end of its process. */
  public static Fault die() {
    return of(Kind.DIE);
  }

  /** The same to messages about one file. */
  public Fault about(String file) {
    return new Fault(kind, status, headers, file, type, times, taken, millis);
  }

  /** The same to messages of one type. */
  public Fault to(String event) {
    return new Fault(kind, status, headers, path, event, times, taken, millis);
  }

  /** The same so often, and then no more. */
  public Fault times(int count) {
    return new Fault(kind, status, headers, path, type, count, taken, millis);
  }

  /** The same after the message was taken. */
  public Fault afterTaking() {
    return new Fault(kind, status, headers, path, type, times, true, millis);
  }

  /** Whether it is done to a message. */
  boolean meets(String messageType, String messagePath) {
    return (path == null || path.equals(messagePath)) && (type == null || type.equals(messageType));
  }
}
