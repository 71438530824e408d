package org.sluice.egress.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The links that the fields {@code Link} of an answer tell (RFC 8288, section 3). */
public final class Links {

  private record Link(String target, Set<String> relations) {}

  private final URI base;
  private final List<Link> links;

  private Links(URI base, List<Link> links) {
    this.base = base;
    this.links = links;
  }

  /**
   * Reads all links of an answer.
   *
   * @throws AnswerUnusable if one cannot be read: it might be the one to the next page
   */
  public static Links of(ApiAnswer answer) throws AnswerUnusable {
    List<Link> links = new ArrayList<>();
    for (String field : answer.all("Link")) {
      new Field(field).read(links);
    }
    return new Links(answer.uri(), links);
  }

  /**
   * Where the link of a relation leads.
   *
   * @param relation such as {@code next}
   * @return absolute; empty if there is none
   * @throws AnswerUnusable if there are two that differ, or it is no address
   */
  public Optional<String> to(String relation) throws AnswerUnusable {
    Set<String> targets = new TreeSet<>();
    for (Link link : links) {
      if (link.relations.contains(relation)) {
        try {
          targets.add(References.resolve(base, link.target).toString());
        } catch (URISyntaxException rubbish) {
          throw new AnswerUnusable("a link of the answer is no address");
        }
      }
    }
    if (targets.size() > 1) {
      throw new AnswerUnusable("the answer links to two places as the " + relation + " one");
    }
    return targets.stream().findFirst();
  }

  /** One field, read from its start to its end. */
  private static final class Field {

    private final String text;
    private int at;

    Field(String text) {
      this.text = text;
    }

    void read(List<Link> links) throws AnswerUnusable {
      skip(" \t,");
      while (at < text.length()) {
        expect('<');
        int end = text.indexOf('>', at);
        if (end < 0) {
          throw unreadable();
        }
        String target = text.substring(at, end).strip();
        at = end + 1;
        parameters(target, links);
        skip(" \t,");
      }
    }

    private void parameters(String target, List<Link> links) throws AnswerUnusable {
      Set<String> relations = null;
      boolean elsewhere = false;
      skip(" \t");
      while (at < text.length() && text.charAt(at) == ';') {
        at++;
        skip(" \t");
        String name = token().toLowerCase(Locale.ROOT);
        skip(" \t");
        String value = "";
        if (at < text.length() && text.charAt(at) == '=') {
          at++;
          skip(" \t");
          value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
          skip(" \t");
        }
        // The first one counts; what has an anchor is a link of something else.
        if (name.equals("rel") && relations == null) {
          relations = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
          relations.addAll(Arrays.asList(value.strip().split("\\s+")));
        }
        elsewhere |= name.equals("anchor");
      }
      if (at < text.length() && text.charAt(at) != ',') {
        throw unreadable();
      }
      if (relations != null && !elsewhere) {
        links.add(new Link(target, relations));
      }
    }

    private String token() {
      int from = at;
      while (at < text.length() && " \t;,=\"<>".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    private String quoted() throws AnswerUnusable {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\' && at + 1 < text.length()) {
          at++;
          c = text.charAt(at);
        }
        value.append(c);
      }
      throw unreadable();
    }

    private void skip(String any) {
      while (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private void expect(char c) throws AnswerUnusable {
      if (at >= text.length() || text.charAt(at) != c) {
        throw unreadable();
      }
      at++;
    }

    private static AnswerUnusable unreadable() {
      return new AnswerUnusable("the links of the answer cannot be read");
    }
  }
}
