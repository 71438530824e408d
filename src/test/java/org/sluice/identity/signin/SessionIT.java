package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;

@Tag("portable")
class SessionIT {

  private static final String PASSWORD = "a password for the console";
  private static final String TOKENS = "/ui/tokens.xhtml";
  private static final Pattern FIELD = Pattern.compile("<(?:input|button)\\b[^>]*>");
  private static final Pattern NAME = Pattern.compile("\\bname=\"([^\"]*)\"");
  private static final Pattern VALUE = Pattern.compile("\\bvalue=\"([^\"]*)\"");
  private static final Pattern NONCE = Pattern.compile("\\bnonce=\"([^\"]+)\"");
  private static final Pattern COOKIE = Pattern.compile("SLUICE=([^;]+)");

  private final RunningSluice sluice = RunningSluice.shared();
  private final Api pages = sluice.api().root().with("Accept", "text/html");
  private String user;

  @BeforeEach
  void makeUser() {
    user = "console-" + Long.toString(System.nanoTime(), 36);
    sluice.admin().post("/users", Map.of("name", user, "password", PASSWORD)).expect(201);
  }

  /** Sends the form of the sign-in page as a browser does. */
  private Answer send(Api browser, String password) {
    return send(browser, password, origin());
  }

  private Answer send(Api browser, String password, String origin) {
    String page = pages.get(SignIn.PAGE).expect(200).text();
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher field = FIELD.matcher(page);
    while (field.find()) {
      Matcher name = NAME.matcher(field.group());
      Matcher value = VALUE.matcher(field.group());
      if (name.find()) {
        fields.put(name.group(1), value.find() ? value.group(1) : "");
      }
    }
    Matcher nonce = NONCE.matcher(page);
    if (nonce.find()) {
      // The page's own script adds it to every form.
      fields.put("primefaces.nonce", nonce.group(1));
    }
    fields.replaceAll(
        (name, value) ->
            name.endsWith("user") ? user : name.endsWith("password") ? password : value);
    String body =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return browser
        .with("Content-Type", "application/x-www-form-urlencoded")
        .with("Origin", origin)
        .send("POST", SignIn.PAGE, body);
  }

  private String origin() {
    URI address = sluice.address();
    return address.getScheme() + "://" + address.getAuthority();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String cookie(Answer answer) {
    String set =
        answer.headers().allValues("Set-Cookie").stream()
            .filter(each -> each.startsWith("SLUICE="))
            .findFirst()
            .orElseThrow(() -> new AssertionError(answer.status() + " " + answer.text()));
    assertThat(set).contains("HttpOnly").containsIgnoringCase("SameSite=Lax");
    Matcher value = COOKIE.matcher(set);
    assertThat(value.find()).isTrue();
    return value.group(1);
  }

  private Api signedIn() {
    return pages.with("Cookie", "SLUICE=" + cookie(send(pages, PASSWORD)));
  }

  @Test
  void aSignInGivesANewSessionAndAPlantedOneIsOfNoUse() {
    Api first = signedIn();
    first.get(TOKENS).expect(200);
    Answer other = pages.get(TOKENS);
    assertThat(other.status()).isEqualTo(303);
    // Whatever id a browser had before the sign-in, it has another one after it.
    Answer again = send(first, PASSWORD);
    String renewed = cookie(again);
    pages.with("Cookie", "SLUICE=" + renewed).get(TOKENS).expect(200);
    first.get(TOKENS).expect(303);
  }

  @Test
  void behindAProxyThatEndsTlsTheSessionIsForTlsOnly() {
    Api browser =
        pages
            .with("X-Forwarded-For", "192.0.2.7")
            .with("X-Forwarded-Proto", "https")
            .with("X-Forwarded-Host", "sluice.example");
    send(browser, PASSWORD, origin()).expect(403);
    send(browser, PASSWORD, "http://sluice.example").expect(403);
    Answer signedIn = send(browser, PASSWORD, "https://sluice.example");
    List<String> set = signedIn.headers().allValues("Set-Cookie");
    String last = set.stream().filter(each -> each.startsWith("SLUICE=")).reduce("", (a, b) -> b);
    // Names of attributes are in any case (RFC 6265, section 5.2).
    assertThat(last).containsIgnoringCase("; secure").contains("HttpOnly").contains("SameSite=Lax");
    assertThat(signedIn.header("Location")).startsWith("/ui/");
    assertThat(signedIn.header("Strict-Transport-Security")).isNotNull();
    browser.with("Cookie", last.substring(0, last.indexOf(';'))).get(TOKENS).expect(200);
    JsonNode record = sluice.admin().get("/audit?action=sign-in&actor=" + user).json();
    assertThat(record.at("/items/0/origin").asText()).isEqualTo("192.0.2.7");
  }

  @Test
  void whatAClientSaysOfItselfInFrontOfAProxyIsNotBelieved() {
    String own = "2001:db8:" + Integer.toHexString(user.hashCode() & 0xffff);
    Api guessing = sluice.api().bearer("no token");
    for (int i = 0; i < SignInThrottle.ADDRESS_LIMIT; i++) {
      // Each from another address of one network, and with another lie in front of it.
      guessing.with("X-Forwarded-For", "192.0.2." + i + ", " + own + "::" + i).get("/me");
    }
    guessing.with("X-Forwarded-For", own + "::ffff").get("/me").expect(429);
    guessing.with("Forwarded", "for=\"[" + own + "::fffe]\"").get("/me").expect(429);
    guessing.with("X-Forwarded-For", own + ":1::1").get("/me").expect(401);
  }

  @Test
  void wholeAddressesBeginAsTheClientOfTheProxyKnowsThem() {
    String made =
        sluice
            .admin()
            .with("Forwarded", "for=192.0.2.8;proto=https;host=\"sluice.example:8443\"")
            .post("/users", Map.of("name", user + "-2", "password", PASSWORD))
            .expect(201)
            .header("Location");
    assertThat(made).isEqualTo("https://sluice.example:8443/api/v1/users/" + user + "-2");
  }

  @Test
  void aWrongPasswordGivesNoSession() {
    Answer refused = send(pages, "a wrong password");
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.text()).doesNotContain("a wrong password");
    assertThat(refused.headers().allValues("Set-Cookie"))
        .allSatisfy(cookie -> pages.with("Cookie", cookie).get(TOKENS).expect(303));
  }

  @Test
  void aSessionIsNoCredentialForTheApi() {
    Api session = signedIn();
    assertThat(session.with("Accept", "application/json").get("/api/v1/me").status())
        .isEqualTo(401);
  }

  @Test
  void disablingAndAChangeOfPasswordEndEverySessionAtOnce() {
    Api one = signedIn();
    Api two = signedIn();
    one.get(TOKENS).expect(200);
    two.get(TOKENS).expect(200);
    sluice
        .api()
        .as(user, PASSWORD)
        .patch("/users/" + user, Map.of("password", PASSWORD + "!", "currentPassword", PASSWORD))
        .expect(200);
    one.get(TOKENS).expect(303);
    two.get(TOKENS).expect(303);
    Api three = pages.with("Cookie", "SLUICE=" + cookie(send(pages, PASSWORD + "!")));
    three.get(TOKENS).expect(200);
    sluice.admin().patch("/users/" + user, Map.of("status", "DISABLED")).expect(200);
    three.get(TOKENS).expect(303);
  }
}
