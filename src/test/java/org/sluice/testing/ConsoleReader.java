package org.sluice.testing;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who is signed in to the console and reads its pages, without a browser. */
public final class ConsoleReader {

  private static final Pattern TABLE =
      Pattern.compile("<div id=\"(\\w+):(\\w+)\" class=\"ui-datatable ");
  private static final Pattern STATE =
      Pattern.compile("name=\"jakarta\\.faces\\.ViewState\"[^>]* value=\"([^\"]*)\"");

  private static final Pattern NONCE =
      Pattern.compile("name=\"primefaces\\.nonce\" value=\"([^\"]*)\"");

  private final HttpClient client;
  private final URI server;

  private ConsoleReader(HttpClient client, URI server) {
    this.client = client;
    this.server = server;
  }

  /** Signs the administrator in, in a session of its own. */
  public static ConsoleReader of(RunningSluice sluice) throws IOException, InterruptedException {
    ConsoleReader reader =
        new ConsoleReader(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build(),
            sluice.address());
    String page = reader.get("ui/sign-in.xhtml").body();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("signin", "signin");
    fields.put("signin:user", RunningSluice.ADMIN);
    fields.put("signin:password", RunningSluice.ADMIN_PASSWORD);
    fields.put(first("<input[^>]* type=\"submit\" name=\"([^\"]*)\"", page).orElseThrow(), "");
    fields.put("jakarta.faces.ViewState", first(STATE.pattern(), page).orElseThrow());
    HttpResponse<String> answer = reader.post("ui/sign-in.xhtml", fields, false);
    if (answer.statusCode() != 302) {
      throw new IllegalStateException("The sign-in was answered " + answer.statusCode());
    }
    return reader;
  }

  /** Reads a page. */
  public String read(String page) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(page);
    if (answer.statusCode() != 200 || !answer.body().contains("</html>")) {
      throw new IllegalStateException(page + " was answered " + answer.statusCode());
    }
    return answer.body();
  }

  /**
   * Turns the table of a page that has been read to its next page, as its script would.
   *
   * @param page its address
   * @param html what it was answered with
   * @return false if it has no table that turns
   */
  public boolean turn(String page, String html) throws IOException, InterruptedException {
    Matcher table = TABLE.matcher(html);
    if (!html.contains("ui-paginator-next") || !table.find()) {
      return false;
    }
    String form = table.group(1);
    String id = form + ":" + table.group(2);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("jakarta.faces.partial.ajax", "true");
    fields.put("jakarta.faces.source", id);
    fields.put("jakarta.faces.partial.execute", id);
    fields.put("jakarta.faces.partial.render", id);
    fields.put("jakarta.faces.behavior.event", "page");
    fields.put("jakarta.faces.partial.event", "page");
    fields.put(id + "_pagination", "true");
    fields.put(id + "_first", "25");
    fields.put(id + "_rows", "25");
    fields.put(id + "_skipChildren", "true");
    fields.put(id + "_encodeFeature", "true");
    fields.put(form, form);
    fields.put("jakarta.faces.ViewState", first(STATE.pattern(), html).orElseThrow());
    fields.put("primefaces.nonce", first(NONCE.pattern(), html).orElseThrow());
    HttpResponse<String> answer = post(page, fields, true);
    if (answer.statusCode() != 200 || !answer.body().contains("<update id=\"" + id + "\">")) {
      throw new IllegalStateException("The next page of " + page + " was " + answer.body());
    }
    return true;
  }

  /** Ends the session. */
  public void signOut() throws IOException, InterruptedException {
    HttpResponse<String> answer = post("ui/sign-out", Map.of(), false);
    if (answer.statusCode() != 302) {
      throw new IllegalStateException("The sign-out was answered " + answer.statusCode());
    }
  }

  private HttpResponse<String> get(String page) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.resolve(page)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String page, Map<String, String> fields, boolean partial)
      throws IOException, InterruptedException {
    String body =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(page))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(BodyPublishers.ofString(body));
    if (partial) {
      request.header("Faces-Request", "partial/ajax");
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static Optional<String> first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
