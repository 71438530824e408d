package org.sluice.git;

import static org.sluice.git.SyncFailureKind.AUTH;
import static org.sluice.git.SyncFailureKind.BLOCKED_ADDRESS;
import static org.sluice.git.SyncFailureKind.CANCELLED;
import static org.sluice.git.SyncFailureKind.CORRUPT_LOCAL;
import static org.sluice.git.SyncFailureKind.CORRUPT_UPSTREAM;
import static org.sluice.git.SyncFailureKind.DEADLINE;
import static org.sluice.git.SyncFailureKind.DISK_FULL;
import static org.sluice.git.SyncFailureKind.GONE;
import static org.sluice.git.SyncFailureKind.INTERNAL;
import static org.sluice.git.SyncFailureKind.NETWORK;
import static org.sluice.git.SyncFailureKind.NOT_FOUND;
import static org.sluice.git.SyncFailureKind.QUOTA;
import static org.sluice.git.SyncFailureKind.RATE_LIMITED;
import static org.sluice.git.SyncFailureKind.TIMEOUT;
import static org.sluice.git.SyncFailureKind.UPSTREAM_5XX;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.errors.TransportException;
import org.sluice.egress.AddressRefused;
import org.sluice.egress.RetryAfter;
import org.sluice.egress.UpstreamUrl;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * Finds out why a sync failed, and says it in one sentence without secrets.
 *
 * <p>It goes by types and by status codes; the text of an exception is shown nowhere, but for what
 * an upstream itself says to its caller.
 */
@Inside
public final class FailureReader {

  /** What a sync was at when it failed; the same exception means different things. */
  public enum Stage {
    /** Opening the mirror and reading its refs. */
    OPENING,
    /** Asking for the upstream's refs. */
    LISTING,
    /** Receiving and indexing the pack. */
    FETCHING,
    /** Walking from the new tips. */
    CHECKING,
    /** Moving refs. */
    UPDATING
  }

  private static final int REMOTE_TEXT = 300;

  private static final Pattern ABSENT =
      Pattern.compile(
          "not appear to be a git repository|not a git repository|repository not found"
              + "|(repository|project) does not exist|could not be found|cannot find repository"
              + "|no such (file or directory|repository|project)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern DENIED =
      Pattern.compile(
          "access denied|permission denied|not authori[sz]ed|unauthori[sz]ed|forbidden"
              + "|do(es)? not have (permission|(write )?access)|not allowed to"
              // To those who may read and want to push: GitHub, Gitolite.
              + "|permission to \\S{1,200} denied|write access .{0,60}not granted"
              + "|marked as read[- ]only|denied by ",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_GIT =
      Pattern.compile(
          "command not found|unrecogni[sz]ed command|am I\\? A shell", Pattern.CASE_INSENSITIVE);

  private FailureReader() {}

  /**
   * What an answer other than the wanted one means.
   *
   * @param status 400 or more
   * @param host that answered
   * @param retryAfter the header's value; null if there is none
   * @param now what the header's date is compared with
   */
  public static SyncFailure status(int status, String host, String retryAfter, Instant now) {
    return switch (status) {
      case 401 ->
          new SyncFailure(
              AUTH, host + " asks for credentials, or does not accept the given ones (401).", null);
      case 403 ->
          // Some forges answer so when a caller has asked too often, and say until when.
          RetryAfter.parse(retryAfter, now).isPresent()
              ? new SyncFailure(
                  RATE_LIMITED,
                  host + " asks to wait (403).",
                  RetryAfter.parse(retryAfter, now).get(),
                  null)
              : new SyncFailure(
                  AUTH,
                  host + " does not let the given credentials into the repository (403).",
                  null);
      case 404 -> new SyncFailure(NOT_FOUND, host + " has no such repository (404).", null);
      case 410 -> new SyncFailure(GONE, host + " says that the repository is gone (410).", null);
      case 429 ->
          new SyncFailure(
              RATE_LIMITED,
              host + " asks to wait (429).",
              RetryAfter.parse(retryAfter, now).orElse(null),
              null);
      default ->
          status >= 500
              ? new SyncFailure(
                  UPSTREAM_5XX,
                  host + " failed by itself (" + status + ").",
                  RetryAfter.parse(retryAfter, now).orElse(null),
                  null)
              : new SyncFailure(
                  CORRUPT_UPSTREAM, host + " refused the request (" + status + ").", null);
    };
  }

  /**
   * What it means that a command of an SSH server ended badly; forges tell why only in words.
   *
   * @param status other than 0
   * @param complaint what it wrote to its standard error
   * @param host that ran it
   */
  public static SyncFailure command(int status, String complaint, String host) {
    if (ABSENT.matcher(complaint).find()) {
      return new SyncFailure(NOT_FOUND, host + " has no such repository.", null);
    }
    if (DENIED.matcher(complaint).find()) {
      return new SyncFailure(
          AUTH, host + " does not let the given credentials into the repository.", null);
    }
    if (status == 127 || complaint.isBlank() || NO_GIT.matcher(complaint).find()) {
      return new SyncFailure(CORRUPT_UPSTREAM, host + " does not answer as a Git server.", null);
    }
    return new SyncFailure(
        UPSTREAM_5XX, host + " answered: " + remoteText(complaint, REMOTE_TEXT), null);
  }

  /**
   * What a failed exchange means.
   *
   * @param host that was talked to
   * @param sent what it is if the upstream had sent us to an address that is not allowed; null if
   *     it had not sent us anywhere
   */
  public static SyncFailure exchange(IOException failed, String host, SyncFailureKind sent) {
    AddressRefused refused = find(failed, AddressRefused.class);
    if (refused != null) {
      return sent != null
          ? new SyncFailure(
              sent,
              "A redirect leads to an address that is not allowed: " + refused.getMessage() + ".",
              failed)
          : new SyncFailure(BLOCKED_ADDRESS, refused.getMessage() + ".", failed);
    }
    if (find(failed, UnknownHostException.class) != null) {
      return new SyncFailure(NETWORK, "The host name " + host + " is not known.", failed);
    }
    if (find(failed, SSLException.class) != null) {
      return new SyncFailure(
          NETWORK, "No trusted TLS connection to " + host + " could be made.", failed);
    }
    // HttpClient's own connect timeout is a SocketTimeoutException too.
    if (find(failed, SocketTimeoutException.class) != null) {
      return new SyncFailure(TIMEOUT, host + " did not answer in time.", failed);
    }
    if (find(failed, ConnectException.class) != null
        || find(failed, NoRouteToHostException.class) != null) {
      return new SyncFailure(NETWORK, "No connection to " + host + " could be made.", failed);
    }
    if (failed instanceof InterruptedIOException) {
      return new SyncFailure(NETWORK, "The exchange with " + host + " was interrupted.", failed);
    }
    return new SyncFailure(NETWORK, "The connection to " + host + " broke.", failed);
  }

  /** What it means that the run was asked to stop. */
  public static SyncFailure cancelled(
      Cancellation.Cause cause, Duration deadline, Throwable failed) {
    return switch (cause) {
      case DEADLINE ->
          new SyncFailure(
              DEADLINE, "The sync took longer than the " + words(deadline) + " it may.", failed);
      case SHUTDOWN -> new SyncFailure(CANCELLED, "Sluice is stopping.", failed);
      case REQUESTED -> new SyncFailure(CANCELLED, "The sync was cancelled.", failed);
    };
  }

  /**
   * What anything else means.
   *
   * @param host of the upstream
   * @param full whether the disk that holds the mirror has no room left
   * @param damaged whether the mirror itself was found not to be whole
   */
  public static SyncFailure other(
      Exception failed, Stage stage, String host, boolean full, boolean damaged) {
    if (failed instanceof SyncFailure known) {
      return known;
    }
    if (full) {
      return diskFull(failed);
    }
    if (failed instanceof CancellationException) {
      return new SyncFailure(CANCELLED, "The sync was cancelled.", failed);
    }
    if (damaged) {
      return corruptLocal(failed);
    }
    return switch (stage) {
      case OPENING, UPDATING ->
          failed instanceof IOException ? corruptLocal(failed) : internal(failed);
      case LISTING, FETCHING -> upstream(failed, host);
      case CHECKING ->
          failed instanceof IOException
              ? new SyncFailure(
                  CORRUPT_UPSTREAM,
                  host + " sent a history that is not whole: objects are missing or broken.",
                  failed)
              : internal(failed);
    };
  }

  /** There is no room. */
  static SyncFailure diskFull(Throwable failed) {
    return new SyncFailure(
        DISK_FULL, "The disk that holds the mirrors has too little room left.", failed);
  }

  /**
   * Whether the system said that there is no room. By text, since it has no type; JGit has deleted
   * what it wrote by then, so that the disk need not be full any more.
   */
  public static boolean isDiskFull(Throwable failed) {
    Throwable each = failed;
    for (int depth = 0; each != null && depth < 20; depth++) {
      String text = each instanceof IOException ? String.valueOf(each.getMessage()) : "";
      if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private static SyncFailure corruptLocal(Throwable failed) {
    return new SyncFailure(CORRUPT_LOCAL, "The mirror on disk is damaged.", failed);
  }

  private static SyncFailure internal(Throwable failed) {
    return new SyncFailure(INTERNAL, "A defect of Sluice; its log says more.", failed);
  }

  private static SyncFailure upstream(Exception failed, String host) {
    RemoteRepositoryException said = find(failed, RemoteRepositoryException.class);
    if (said != null) {
      return new SyncFailure(UPSTREAM_5XX, host + " answered: " + remoteText(said), failed);
    }
    if (find(failed, EOFException.class) != null) {
      return find(failed, NoRemoteRepositoryException.class) != null
          ? new SyncFailure(CORRUPT_UPSTREAM, host + " does not answer as a Git server.", failed)
          : new SyncFailure(NETWORK, "The answer of " + host + " ended too early.", failed);
    }
    if (find(failed, FileSystemException.class) != null) {
      return corruptLocal(failed);
    }
    if (find(failed, TooLargeObjectInPackException.class) != null) {
      return new SyncFailure(
          QUOTA,
          host
              + " sent an object that is larger than Sluice takes in: what has to be held in memory"
              + " is bounded by sluice.mirror.object-limit, and any file by 2 GiB.",
          failed);
    }
    if (find(failed, TooLargePackException.class) != null) {
      return new SyncFailure(
          QUOTA, host + " sent more objects at once than there is memory for.", failed);
    }
    boolean rubbish =
        find(failed, PackProtocolException.class) != null
            || find(failed, CorruptObjectException.class) != null
            || find(failed, MissingObjectException.class) != null
            || find(failed, TransportException.class) != null
            || failed instanceof IOException;
    if (rubbish) {
      return new SyncFailure(
          CORRUPT_UPSTREAM, host + " sent something that Git does not understand.", failed);
    }
    return internal(failed);
  }

  private static String remoteText(RemoteRepositoryException said) {
    return remoteText(said.getMessage() == null ? "" : said.getMessage(), REMOTE_TEXT);
  }

  /**
   * What the other side says, fit to be shown: one line, without what may be a secret.
   *
   * @param most characters
   */
  public static String remoteText(String said, int most) {
    StringBuilder clean = new StringBuilder();
    UpstreamUrl.scrubbed(said)
        .codePoints()
        .limit(most)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString().strip();
  }

  /** The first of that type among an exception and its causes; null if there is none. */
  public static <T extends Throwable> T find(Throwable failed, Class<T> type) {
    Throwable each = failed;
    for (int depth = 0; each != null && depth < 20; depth++) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
      each = each.getCause();
    }
    return null;
  }

  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 120 && seconds % 60 == 0) {
      return seconds / 60 + " minutes";
    }
    return seconds > 0 ? seconds + " seconds" : duration.toMillis() + " milliseconds";
  }
}
