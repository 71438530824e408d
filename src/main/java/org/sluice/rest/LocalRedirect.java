package org.sluice.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Leaves a redirect to a path of ours a path: the server would write the scheme and host by which a
 * proxy asked it in front of it.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class LocalRedirect implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, new Redirecting((HttpServletResponse) response));
  }

  private static final class Redirecting extends HttpServletResponseWrapper {

    Redirecting(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
      if (!location.startsWith("/") || location.startsWith("//")) {
        super.sendRedirect(location);
        return;
      }
      resetBuffer();
      setStatus(SC_FOUND);
      setHeader("Location", location);
      flushBuffer();
    }
  }
}
