package org.sluice.intake;

import jakarta.annotation.Priority;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.sluice.intake.reading.ListText;

/**
 * Refuses a body that is too large for a list before the server takes it apart into parts, which it
 * would do however large it is.
 */
@Provider
@UploadFilter.Upload
@Priority(Priorities.ENTITY_CODER)
public class UploadFilter implements ContainerRequestFilter {

  /** Marks operations whose body is a list. */
  @Documented
  @NameBinding
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Upload {}

  /** A form around the list has headers of its own. */
  private static final int AROUND = 64 << 10;

  private static final long MOST = ListText.MOST_BYTES + AROUND;

  @Override
  public void filter(ContainerRequestContext request) {
    String told = request.getHeaderString("Content-Length");
    if (told != null && told.matches("\\d{1,18}") && Long.parseLong(told) > MOST) {
      throw ListText.tooLarge();
    }
    request.setEntityStream(new Bounded(request.getEntityStream()));
  }

  /** A stream that ends in a refusal where a body without a told length goes on for too long. */
  private static final class Bounded extends FilterInputStream {

    private long read;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int some = super.read(into, from, most);
      count(Math.max(0, some));
      return some;
    }

    private void count(int more) {
      read += more;
      if (read > MOST) {
        throw ListText.tooLarge();
      }
    }
  }
}
