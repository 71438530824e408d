package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdlenessTest {

  private static final int TIMEOUT = 600;

  private final HandClock clock = new HandClock();
  private final Map<String, Object> attributes = new HashMap<>();
  private int timeout = TIMEOUT;
  private final HttpSession session =
      fake(
          HttpSession.class,
          (proxy, called, arguments) ->
              switch (called.getName()) {
                case "getMaxInactiveInterval" -> timeout;
                case "getAttribute" -> attributes.get(arguments[0]);
                case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                default -> throw new UnsupportedOperationException(called.getName());
              });

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            IdlenessTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private boolean over(String method, String path) {
    HttpServletRequest request =
        fake(
            HttpServletRequest.class,
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getServletPath" -> path;
                  case "getPathInfo" -> null;
                  default -> throw new UnsupportedOperationException(called.getName());
                });
    return Idleness.isOver(request, session, clock.instant());
  }

  private void pass(int seconds) {
    clock.pass(Duration.ofSeconds(seconds));
  }

  @Test
  void aPageThatPollsDoesNotKeepTheSessionOfAPersonWhoIsGone() {
    assertThat(over("GET", "/ui/jobs.xhtml")).isFalse();
    for (int i = 0; i < 9; i++) {
      pass(TIMEOUT / 10);
      assertThat(over("GET", "/ui/live/jobs")).isFalse();
    }
    pass(TIMEOUT / 10);
    assertThat(over("GET", "/ui/live/jobs")).isTrue();
    assertThat(over("GET", "/ui/jobs.xhtml")).isTrue();
  }

  @Test
  void whateverAPersonDoesKeepsIt() {
    assertThat(over("GET", "/ui/jobs.xhtml")).isFalse();
    pass(TIMEOUT - 1);
    assertThat(over("POST", "/ui/live/sync")).isFalse();
    pass(TIMEOUT - 1);
    assertThat(over("GET", "/ui/job.xhtml")).isFalse();
    pass(TIMEOUT - 1);
    assertThat(over("GET", "/ui/live/mirrors")).isFalse();
  }

  @Test
  void aServerThatEndsNoSessionIsNotCorrected() {
    timeout = 0;
    over("GET", "/ui/jobs.xhtml");
    pass(1_000_000);
    assertThat(over("GET", "/ui/live/jobs")).isFalse();
  }
}
