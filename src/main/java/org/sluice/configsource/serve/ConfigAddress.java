package org.sluice.configsource.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.configsource.answer.Question;
import org.sluice.configsource.form.FlatForm;
import org.sluice.failure.DomainException;

/**
 * What an address below {@code /config} asks for.
 *
 * <p>It is read from the request's own characters (RFC 3986), not from what a server made of them:
 * the two decode, normalise and cut differently. Each segment is decoded once, and only that of a
 * label may hold a slash then. What is not understood is refused, never repaired.
 *
 * @param question application, profile and label
 * @param flat form that is wanted of the outcome; null if all documents or a file are wanted
 * @param path of the file that is wanted; null if configuration is
 */
public record ConfigAddress(Question question, FlatForm flat, String path) {

  /** Where all of it lies. */
  public static final String ROOT = "/config";

  /** What stands for a slash in a label, as clients of Spring Cloud Config write it. */
  private static final String SLASH = "(_)";

  private static final int LONGEST = 4000;
  private static final Pattern FILE = Pattern.compile("(.+)-(.+)\\.(properties|ya?ml|json)");
  private static final Pattern LABEL = Pattern.compile("[^\\p{Cntrl} ~^:?*\\[\\\\%;]{1,255}");

  /**
   * Reads an address.
   *
   * @param raw path below {@link #ROOT} as it was sent, with its first slash
   * @param usualLabel whether the request says that no label stands in it
   * @throws DomainException INVALID if it is not one; NOT_FOUND if nothing of that form is served
   */
  static ConfigAddress of(String raw, boolean usualLabel) {
    if (raw.length() > LONGEST || !raw.startsWith("/") || raw.indexOf(';') >= 0) {
      throw malformed();
    }
    List<String> parts = new ArrayList<>();
    for (String segment : raw.substring(1).split("/", -1)) {
      parts.add(decoded(segment));
    }
    Matcher file = FILE.matcher(parts.get(parts.size() - 1));
    if (parts.size() <= 2 && file.matches()) {
      String label = parts.size() == 2 ? label(parts.get(0)) : null;
      return new ConfigAddress(
          question(file.group(1), file.group(2), label),
          FlatForm.of(file.group(3)).orElseThrow(),
          null);
    }
    return switch (parts.size()) {
      case 0, 1 -> throw DomainException.notFound("configuration");
      case 2 -> new ConfigAddress(question(parts.get(0), parts.get(1), null), null, null);
      case 3 ->
          usualLabel
              ? file(parts, null, 2)
              : new ConfigAddress(
                  question(parts.get(0), parts.get(1), label(parts.get(2))), null, null);
      default -> usualLabel ? file(parts, null, 2) : file(parts, label(parts.get(2)), 3);
    };
  }

  private static ConfigAddress file(List<String> parts, String label, int from) {
    for (String part : parts.subList(from, parts.size())) {
      if (part.indexOf('/') >= 0 || part.indexOf('\\') >= 0) {
        throw malformed();
      }
    }
    return new ConfigAddress(
        question(parts.get(0), parts.get(1), label),
        null,
        String.join("/", parts.subList(from, parts.size())));
  }

  private static Question question(String application, String profile, String label) {
    if (application.indexOf('/') >= 0 || profile.indexOf('/') >= 0) {
      throw malformed();
    }
    return new Question(application, profile, label);
  }

  /** A label with its slashes; only letters that names of refs may have (git-check-ref-format). */
  private static String label(String written) {
    String label = written.replace(SLASH, "/");
    boolean odd =
        label.contains("..")
            || label.contains("//")
            || label.startsWith("/")
            || label.endsWith("/")
            || label.startsWith("-");
    if (odd || !LABEL.matcher(label).matches()) {
      throw DomainException.invalid("label", "is not the name of a branch or tag, nor a commit");
    }
    return label;
  }

  private static String decoded(String segment) {
    if (segment.isEmpty()) {
      throw malformed();
    }
    ByteBuffer bytes = ByteBuffer.allocate(segment.length() * 3);
    for (int at = 0; at < segment.length(); at++) {
      char sign = segment.charAt(at);
      if (sign == '%') {
        int high = at + 1 < segment.length() ? Character.digit(segment.charAt(at + 1), 16) : -1;
        int low = at + 2 < segment.length() ? Character.digit(segment.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed();
        }
        bytes.put((byte) (high << 4 | low));
        at += 2;
      } else if (sign > 0x7e || sign <= ' ') {
        throw malformed();
      } else {
        bytes.put((byte) sign);
      }
    }
    try {
      // A new decoder reports what is malformed, overlong forms too.
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (text.chars().anyMatch(Character::isISOControl) || text.equals(".") || text.equals("..")) {
        throw malformed();
      }
      return text;
    } catch (CharacterCodingException notUtf8) {
      throw malformed();
    }
  }

  private static DomainException malformed() {
    return DomainException.invalid("path", "is not an address of configuration");
  }

  /** The label; empty for that of the source. */
  Optional<String> label() {
    return Optional.ofNullable(question.label());
  }
}
