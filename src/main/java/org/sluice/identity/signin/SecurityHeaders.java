package org.sluice.identity.signin;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.sluice.platform.network.Client;

/**
 * Tells browsers to be careful with every answer.
 *
 * <p>Pages of the console get their content policy, with a nonce for each, from PrimeFaces ({@code
 * primefaces.CSP_POLICY} in web.xml); everything else is no page and gets one that permits nothing.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class SecurityHeaders implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    set((HttpServletRequest) request, (HttpServletResponse) response);
    chain.doFilter(request, response);
  }

  /** Sets the headers; also for answers that are given before any filter. */
  static void set(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    // Not no-referrer: with it browsers send the Origin "null" from our own forms.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (Client.of(request).secure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
    RequestKind kind = RequestKind.of(request);
    if (kind == RequestKind.PROGRAM) {
      response.setHeader(
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    if (kind == RequestKind.CONSOLE || kind == RequestKind.OPEN) {
      response.setHeader("Cache-Control", "no-store");
    }
  }
}
