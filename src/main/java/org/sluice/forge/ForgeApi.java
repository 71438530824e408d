package org.sluice.forge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.sluice.egress.AddressRefused;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.api.AnswerUnusable;
import org.sluice.egress.api.ApiAccount;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.ApiClient;
import org.sluice.egress.api.ApiLimited;
import org.sluice.egress.api.ApiRequest;
import org.sluice.egress.api.LeadsAway;
import org.sluice.egress.api.NextPage;
import org.sluice.egress.api.PageReader;
import org.sluice.egress.budget.Errand;
import org.sluice.platform.Inside;

/**
 * The API of one forge for one errand: asks, judges what was answered, and reads it within bounds.
 *
 * <p>Whatever goes wrong leaves it as a {@link ForgeFailure} with one sentence. That names the host
 * and perhaps what the forge itself says; never an address, a token or another part of a body.
 */
@Inside
public final class ForgeApi {

  private static final int MOST_ITEMS = 100_000;
  private static final int EXCERPT = 120;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxStringLength(4 * 1024 * 1024)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .maxTokenCount(1_500_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern PAGE_SIZE =
      Pattern.compile("[?&](?:per_page|limit|pagelen)=(\\d{1,4})(?:&|$)");

  private final ApiClient client;
  private final ApiAccount account;
  private final Errand errand;
  private final String accept;

  private ForgeApi(ApiClient client, ApiAccount account, Errand errand, String accept) {
    this.client = client;
    this.account = account;
    this.errand = errand;
    this.accept = accept;
  }

  /** An API that answers with {@code application/json}. */
  public static ForgeApi of(ApiClient client, ApiAccount account, Errand errand) {
    return new ForgeApi(client, account, errand, "application/json");
  }

  /** The same, asked for another form of JSON. */
  public ForgeApi accepting(String form) {
    return new ForgeApi(client, account, errand, form);
  }

  /** On whose behalf it asks. */
  public Errand errand() {
    return errand;
  }

  /**
   * Lets the forge finish what it was set to do, if the errand waits for it.
   *
   * @param why one safe sentence
   * @return whether there was a wait
   * @throws ForgeFailure CANCELLED if the errand has stopped meanwhile
   */
  public boolean rest(Duration wait, String why) throws ForgeFailure {
    boolean rested = errand.rest().rest(wait, why);
    if (errand.cancellation().isCancelled()) {
      throw new ForgeFailure(ForgeFailure.Kind.CANCELLED, "This was cancelled.", null);
    }
    return rested;
  }

  /**
   * A text as one segment of a path, or as a value in a query: everything is encoded that has a
   * meaning there, slashes included.
   */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A request to read, in this API's form of JSON. */
  public ApiRequest reading(String target) {
    return ApiRequest.get(target).accepting(accept);
  }

  /**
   * Reads one thing.
   *
   * @param target a path below the root that begins with a slash, perhaps with a query
   * @throws ForgeFailure if it was not answered with 200 and JSON
   */
  public Told get(String target) throws ForgeFailure {
    return ask(reading(target)).told();
  }

  /**
   * Sends a request.
   *
   * @throws ForgeFailure if it was not answered with 200 and JSON
   */
  public ForgeAnswer ask(ApiRequest request) throws ForgeFailure {
    ApiAnswer answer = send(request);
    return new ForgeAnswer(told(answer), answer);
  }

  /**
   * Sends a request, and leaves the judgement of its status to the caller.
   *
   * @throws ForgeFailure if no answer came
   */
  public ApiAnswer send(ApiRequest request) throws ForgeFailure {
    try {
      return client.send(account, request, errand);
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  /**
   * Reads all pages of a list, each as it comes. The next one is where {@code Link} says.
   *
   * @throws ForgeFailure if any page could not be read; what was taken before is no whole then
   */
  public void pages(String target, Told.Taker page) throws ForgeFailure {
    Pages pages = new Pages(page);
    walk(target, answer -> NextPage.LINKED.next(pages.last), pages);
  }

  /**
   * Reads all pages of a list, each as it comes. The next one is where the page itself says.
   *
   * @param next what a page says of the next: as in {@link ApiRequest#target}, or nothing
   * @throws ForgeFailure if any page could not be read; what was taken before is no whole then
   */
  public void pages(String target, Told.Reader<Optional<String>> next, Told.Taker page)
      throws ForgeFailure {
    List<String> found = new ArrayList<>(1);
    walk(
        target,
        answer -> found.stream().findFirst(),
        answer -> {
          Told told = told(answer);
          found.clear();
          next.read(told).ifPresent(found::add);
          page.take(told);
        });
  }

  /**
   * Reads a whole list over all of its pages. The next one is where {@code Link} says.
   *
   * @param field of each page that holds the list; null if a page is the list
   * @param reader makes something of each entry
   * @throws ForgeFailure if any page could not be read
   */
  public <T> List<T> list(String target, String field, Told.Reader<T> reader) throws ForgeFailure {
    List<T> all = new ArrayList<>();
    pages(
        target,
        page -> {
          for (Told item : field == null ? page.items() : page.items(field)) {
            all.add(reader.read(item));
          }
          if (all.size() > MOST_ITEMS) {
            throw page.malformed("has more than " + MOST_ITEMS + " entries");
          }
        });
    return all;
  }

  private void walk(String target, NextPage next, PageReader<ForgeFailure> reader)
      throws ForgeFailure {
    try {
      client.pages(account, reading(target), next, reader, errand);
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  /**
   * Reads the body of an answer.
   *
   * @throws ForgeFailure if its status is not 200, or the body is not JSON
   */
  public Told told(ApiAnswer answer) throws ForgeFailure {
    if (answer.status() != 200) {
      throw refusal(answer);
    }
    return Told.of(
        json(answer.body())
            .orElseThrow(
                () ->
                    new ForgeFailure(
                        ForgeFailure.Kind.MALFORMED,
                        host() + " sent something that is no JSON, or too much of it.",
                        null)),
        answer.uri().getRawPath());
  }

  /** Reads JSON within the bounds that hold for all answers; empty if it is none. */
  public static Optional<JsonNode> json(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return Optional.ofNullable(node).filter(any -> !any.isMissingNode());
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /** What it means that an answer has another status than 200. */
  public ForgeFailure refusal(ApiAnswer answer) {
    int status = answer.status();
    return switch (status) {
      case 401 ->
          refusal(
              ForgeFailure.Kind.AUTH,
              account.secret() == null ? "asks for a token" : "does not take the token",
              answer);
      case 403 ->
          json(answer.body()).filter(body -> body.path("block").isObject()).isPresent()
              ? refusal(ForgeFailure.Kind.BLOCKED, "has blocked this", answer)
              : refusal(ForgeFailure.Kind.FORBIDDEN, "does not allow this", answer);
      case 404, 410 ->
          refusal(ForgeFailure.Kind.NOT_FOUND, "has no such thing, or does not show it", answer);
      case 429 ->
          new ForgeFailure(
              ForgeFailure.Kind.LIMITED,
              host() + " asks to wait (429).",
              answer.retryAt(Instant.now()).orElse(null),
              null);
      case 451 -> refusal(ForgeFailure.Kind.BLOCKED, "shows this to nobody", answer);
      default ->
          status >= 500
              ? refusal(ForgeFailure.Kind.UNAVAILABLE, "failed by itself", answer)
              : refusal(ForgeFailure.Kind.MALFORMED, "answers in an unknown way", answer);
    };
  }

  private ForgeFailure refusal(ForgeFailure.Kind kind, String does, ApiAnswer answer) {
    String said = said(answer);
    return new ForgeFailure(
        kind,
        host() + " " + does + " (" + answer.status() + ")" + (said.isEmpty() ? "." : ": " + said),
        null);
  }

  /** The forge's own words for it, fit to be shown; empty if there are none. */
  private String said(ApiAnswer answer) {
    JsonNode body = json(answer.body()).orElse(null);
    if (body == null) {
      return "";
    }
    String text =
        List.of(body.path("message"), body.path("error").path("message"), body.path("error"))
            .stream()
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .findFirst()
            .orElse("");
    return words(text);
  }

  /** What a forge says, fit to be shown: one short line without secrets; empty if it held one. */
  public String words(String said) {
    if (secrets().anyMatch(said::contains)) {
      return "";
    }
    String line =
        UpstreamUrl.scrubbed(said).replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S}]+", " ").strip();
    return line.codePointCount(0, line.length()) <= EXCERPT
        ? line
        : line.substring(0, line.offsetByCodePoints(0, EXCERPT)) + "…";
  }

  /** What must not be shown: the authorization, and for Basic what it is made of. */
  private Stream<String> secrets() {
    if (account.secret() == null) {
      return Stream.empty();
    }
    String[] parts = account.secret().split(" ");
    return Arrays.stream(parts)
        .flatMap(part -> parts[0].equals("Basic") ? inner(part) : Stream.of(part));
  }

  private static Stream<String> inner(String part) {
    try {
      String pair = new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8);
      return Stream.of(part, pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException plain) {
      return Stream.of(part);
    }
  }

  private ForgeFailure failure(IOException failed) {
    String host = host();
    if (errand.cancellation().isCancelled()) {
      return new ForgeFailure(ForgeFailure.Kind.CANCELLED, "This was cancelled.", failed);
    }
    if (failed instanceof ApiLimited limited) {
      return new ForgeFailure(
          ForgeFailure.Kind.LIMITED, host + " asks to wait.", limited.until(), failed);
    }
    if (failed instanceof LeadsAway) {
      return new ForgeFailure(
          ForgeFailure.Kind.LEADS_AWAY,
          host + " leads elsewhere: " + failed.getMessage() + ".",
          failed);
    }
    if (failed instanceof AnswerUnusable) {
      return new ForgeFailure(
          ForgeFailure.Kind.MALFORMED,
          "What " + host + " sent cannot be used: " + failed.getMessage() + ".",
          failed);
    }
    if (failed instanceof AddressRefused) {
      return new ForgeFailure(ForgeFailure.Kind.ADDRESS_REFUSED, failed.getMessage() + ".", failed);
    }
    if (failed instanceof UnknownHostException) {
      return new ForgeFailure(
          ForgeFailure.Kind.UNREACHABLE, "The host name " + host + " is not known.", failed);
    }
    if (failed instanceof SocketTimeoutException) {
      return new ForgeFailure(ForgeFailure.Kind.TIMEOUT, host + " did not answer in time.", failed);
    }
    if (failed instanceof SSLException) {
      return new ForgeFailure(
          ForgeFailure.Kind.UNREACHABLE,
          "No trusted TLS connection to " + host + " could be made.",
          failed);
    }
    return new ForgeFailure(
        ForgeFailure.Kind.UNREACHABLE, "No exchange with " + host + " came about.", failed);
  }

  /** The host that it asks. */
  public String host() {
    return Objects.requireNonNullElse(account.root().getHost(), "The forge");
  }

  /** Reads pages that {@code Link} leads through. */
  private final class Pages implements PageReader<ForgeFailure> {

    private final Told.Taker page;
    private ApiAnswer last;

    Pages(Told.Taker page) {
      this.page = page;
    }

    @Override
    public void read(ApiAnswer answer) throws ForgeFailure {
      last = answer;
      Told told = told(answer);
      if (answer.kept() && isLast(answer) && isFull(told, answer)) {
        // The last page of then was full, and a page after it would not change its own tag.
        last = send(reading(answer.uri().toString()).fresh());
        told = told(last);
      }
      page.take(told);
    }

    private boolean isLast(ApiAnswer answer) throws ForgeFailure {
      try {
        return NextPage.LINKED.next(answer).isEmpty();
      } catch (IOException unreadable) {
        throw failure(unreadable);
      }
    }

    private boolean isFull(Told told, ApiAnswer answer) {
      Matcher size = PAGE_SIZE.matcher("?" + answer.uri().getRawQuery());
      JsonNode list = told.json();
      for (JsonNode field : told.json().isObject() ? told.json() : List.<JsonNode>of()) {
        list = field.isArray() ? field : list;
      }
      return size.find() && list.size() >= Integer.parseInt(size.group(1));
    }
  }
}
