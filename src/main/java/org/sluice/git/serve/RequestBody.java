package org.sluice.git.serve;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * What a client sends of its wishes, unpacked and of bounded size: a few kilobytes as a rule, some
 * fifty bytes for each object that it names.
 */
public final class RequestBody extends InputStream {

  /** Most bytes of a request after unpacking: more than half a million objects by name. */
  public static final long LARGEST = 32L << 20;

  private final InputStream plain;
  private final long most;
  private long taken;

  private RequestBody(InputStream plain, long most) {
    this.plain = plain;
    this.most = most;
  }

  /**
   * Reads a body.
   *
   * @param raw as it comes
   * @param encoding its {@code Content-Encoding}; null for none
   * @throws DomainException UNSUPPORTED if the encoding is not one that Git uses, INVALID if the
   *     body does not begin in it
   * @throws IOException if it cannot be read
   */
  public static RequestBody of(InputStream raw, String encoding) throws IOException {
    return of(raw, encoding, LARGEST);
  }

  static RequestBody of(InputStream raw, String encoding, long most) throws IOException {
    String named = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    return switch (named) {
      case "identity" -> new RequestBody(new BufferedInputStream(raw), most);
      case "gzip", "x-gzip" -> new RequestBody(unpacked(raw), most);
      default ->
          throw new DomainException(
              FailureKind.UNSUPPORTED,
              "unsupported-encoding",
              "A request may be packed with gzip, or not at all.");
    };
  }

  private static InputStream unpacked(InputStream raw) throws IOException {
    try {
      return new BufferedInputStream(new GZIPInputStream(raw));
    } catch (ZipException | EOFException notGzip) {
      throw broken();
    }
  }

  private static DomainException broken() {
    return new DomainException(
        FailureKind.INVALID, "broken-encoding", "The request is not packed as it says.");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read;
    try {
      read = plain.read(into, offset, length);
    } catch (ZipException | EOFException damaged) {
      throw new Refused(broken());
    }
    if (read > 0) {
      taken += read;
      if (taken > most) {
        throw new Refused(
            new DomainException(
                FailureKind.TOO_LARGE, "request-too-large", "The request names too many objects."));
      }
    }
    return read;
  }
}
