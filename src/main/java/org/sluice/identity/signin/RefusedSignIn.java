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
import org.sluice.failure.DomainException;
import org.sluice.rest.Problems;

/**
 * Answers a request that the mechanism refused, with the problem that says why.
 *
 * <p>The mechanism lets such a request go on as nobody's and leaves the refusal for this filter: a
 * server whose mechanism has answered by itself tries to send an error of its own after it.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class RefusedSignIn implements Filter {

  private static final String REFUSAL = RefusedSignIn.class.getName();

  /** Leaves a refusal for the filter. */
  static void leave(HttpServletRequest request, DomainException refused) {
    request.setAttribute(REFUSAL, refused);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(REFUSAL) instanceof DomainException refused) {
      HttpServletRequest asked = (HttpServletRequest) request;
      HttpServletResponse answer = (HttpServletResponse) response;
      SecurityHeaders.set(asked, answer);
      Problems.send(refused, asked.getRequestURI(), answer);
    } else {
      chain.doFilter(request, response);
    }
  }
}
