package org.sluice.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;

/** Which way of signing in a path takes. */
enum RequestKind {
  /** Programs: a token or a password in every request, never a cookie. */
  PROGRAM,
  /** Below the paths of programs, but spelled so that it may lead elsewhere: refused. */
  NOWHERE,
  /** Nobody needs to sign in; who has a session is known all the same. */
  OPEN,
  /** Files that are the same for everybody. */
  STATIC,
  /** Pages of the console, and whatever else: a session. */
  CONSOLE;

  private static final List<String> CONFIGURATION = List.of("/config");
  private static final List<String> PROGRAMS =
      List.of("/api", "/metrics", CONFIGURATION.get(0), "/git", "/hooks");
  private static final List<String> OPENS = List.of("/health", "/openapi", SignIn.PAGE, SignIn.OUT);
  private static final List<String> STATICS =
      List.of("/jakarta.faces.resource", "/ui/resources", "/favicon.ico");

  private static final List<String> POLLED = List.of("/ui/live");

  // Dot segments, also half encoded or with a parameter, and empty segments.
  private static final Pattern ODD =
      Pattern.compile("//|(/|\\\\|%2[fF])\\.{1,2}(/|\\\\|%|;|$)|[\\x00-\\x1F]");

  // Dot segments as they were sent, which a server may have taken out of the path by now.
  private static final Pattern DETOUR =
      Pattern.compile("(?i)(/|\\\\|%2f|%5c)(\\.|%2e){1,2}(/|\\\\|;|%2f|%5c|%25|$)");

  /** The kind of a request, by the path that the server maps it by; closed unless named. */
  static RequestKind of(HttpServletRequest request) {
    return of(path(request), request.getRequestURI());
  }

  /** Whether an open page asks by itself how things stand, without a person doing anything. */
  static boolean polls(HttpServletRequest request) {
    return request.getMethod().equals("GET") && within(path(request), POLLED);
  }

  /** Whether served configuration is asked for. */
  static boolean readsConfiguration(HttpServletRequest request) {
    return within(path(request), CONFIGURATION);
  }

  /**
   * The kind of a request.
   *
   * @param path that the server maps it by
   * @param sent the path as the client wrote it
   */
  static RequestKind of(String path, String sent) {
    if (ODD.matcher(path).find()) {
      // A path such as /hooks/..;/ui/jobs.xhtml would be open here and yet reach a page.
      return within(path, PROGRAMS) ? NOWHERE : CONSOLE;
    }
    boolean program = within(path, PROGRAMS);
    if ((program || within(sent, PROGRAMS)) && DETOUR.matcher(sent).find()) {
      // Else /config/shop/dev/..%2fprod would be told about the profile prod, and what leaves
      // /config altogether would be shown a page to sign in.
      return NOWHERE;
    }
    if (program) {
      return PROGRAM;
    }
    if (within(path, STATICS)) {
      return STATIC;
    }
    return within(path, OPENS) ? OPEN : CONSOLE;
  }

  /** The decoded path below the application, without parameters. */
  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }

  private static boolean within(String path, List<String> roots) {
    return roots.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }
}
