package org.sluice.intake.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.intake.Reason;
import org.sluice.platform.Inside;

/**
 * An address that names a repository, in the one spelling that Sluice clones from.
 *
 * <p>At the known forges whatever lies in a repository is cut to the repository, and it is reached
 * over HTTPS. Elsewhere only the spelling is put right: host, port, slashes, tracking parameters.
 *
 * @param upstream the clone URL
 * @param owner what stands before the name in the path; null if nothing does
 * @param name the last part of the path, without {@code .git}
 */
@Inside
public record Address(UpstreamUrl upstream, String owner, String name) {

  private static final Set<String> TRANSPORTS = Set.of("https", "http", "ssh");

  /** {@code user@host:path}, of which nothing but the first sign may be an {@code @}. */
  private static final Pattern SHORT =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*@(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):[^@]+");

  private static final Pattern WITHOUT_SCHEME =
      Pattern.compile("[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::\\d{1,5})?/.*");
  private static final Pattern URL =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#.*)?");
  private static final Pattern TRACKING =
      Pattern.compile("utm_\\w+|ref|ref_\\w+|source|fbclid|gclid|mc_[ce]id|igshid|si|spm");

  private static final Map<String, Integer> PORTS =
      Map.of("https", 443, "http", 80, "ssh", 22, "git", 9418);

  /** Other names of known forges, such as for SSH over the port of HTTPS. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "ssh.github.com", "github.com",
          "altssh.gitlab.com", "gitlab.com",
          "altssh.bitbucket.org", "bitbucket.org");

  private static final int SHOWN = 200;

  /**
   * Reads an address.
   *
   * @param entered as somebody wrote it; null if nothing was
   * @throws NoRepository if it names no repository, or holds what lets one in there
   */
  public static Address of(String entered) throws NoRepository {
    if (entered == null || entered.isBlank()) {
      throw new NoRepository(Reason.NO_ADDRESS, "names no address");
    }
    String text = entered.strip();
    if (text.length() > UpstreamUrl.MAX_LENGTH) {
      throw no("has an address of more than " + UpstreamUrl.MAX_LENGTH + " characters");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c))) {
      throw no("has an address that holds blanks");
    }
    Matcher url = URL.matcher(spelledOut(text));
    if (!url.matches()) {
      throw no("has no address such as https://host/path.git");
    }
    String scheme = url.group(1).toLowerCase(Locale.ROOT);
    if (!PORTS.containsKey(scheme)) {
      throw new NoRepository(
          Reason.TRANSPORT, "has an address that begins with none of https://, http:// and ssh://");
    }
    String authority = url.group(2);
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? null : authority.substring(0, at);
    boolean asSsh = scheme.equals("ssh") || scheme.equals("git");
    if (user != null && (!asSsh || user.indexOf(':') >= 0)) {
      throw credentials();
    }
    String hostAndPort = authority.substring(at + 1).toLowerCase(Locale.ROOT);
    Matcher port = Pattern.compile("(.*?):(\\d{0,6})").matcher(hostAndPort);
    boolean named = !hostAndPort.endsWith("]") && port.matches();
    String host = named ? port.group(1) : hostAndPort;
    String number = named ? port.group(2) : "";
    boolean ownPort = number.isEmpty() || number.equals(PORTS.get(scheme).toString());
    String forge = forgeHost(host, ownPort, number);
    return forge == null
        ? elsewhere(scheme, user, host, ownPort ? "" : ":" + number, url.group(3), url.group(4))
        : atForge(forge, url.group(3));
  }

  private static NoRepository no(String detail) {
    return new NoRepository(Reason.NOT_A_REPOSITORY, detail);
  }

  private static NoRepository credentials() {
    return new NoRepository(
        Reason.CREDENTIALS,
        "has an address that holds a user or a password; those are given as a credential");
  }

  /** The address as a URL, whichever short form it has. */
  private static String spelledOut(String text) throws NoRepository {
    String rest = text.startsWith("git+") ? text.substring(4) : text;
    if (rest.contains("://")) {
      return rest;
    }
    if (rest.indexOf('@') >= 0) {
      if (!SHORT.matcher(rest).matches()) {
        throw credentials();
      }
      return UpstreamUrl.spelledOut(rest);
    }
    return WITHOUT_SCHEME.matcher(rest).matches()
        ? "https://" + rest
        : UpstreamUrl.spelledOut(rest);
  }

  /** The public host of a known forge that is meant; null if it is another host. */
  private static String forgeHost(String host, boolean ownPort, String port) {
    String other = OTHER_NAMES.get(host);
    if (other != null) {
      return ownPort || port.equals("443") ? other : null;
    }
    String plain = host.startsWith("www.") ? host.substring(4) : host;
    return ownPort && ForgeKind.ofHost(plain) != ForgeKind.PLAIN ? plain : null;
  }

  private static Address atForge(String host, String path) throws NoRepository {
    List<String> cut = ForgePath.of(ForgeKind.ofHost(host), segments(path));
    int last = cut.size() - 1;
    return new Address(
        upstream("https://" + host + "/" + String.join("/", cut) + ".git"),
        cut.get(last - 1),
        cut.get(last));
  }

  private static List<String> segments(String path) throws NoRepository {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..") || segment.equals(".")) {
        throw no("has an address with a path that leads back");
      }
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static Address elsewhere(
      String scheme, String user, String host, String port, String path, String query)
      throws NoRepository {
    if (scheme.equals("git")) {
      throw new NoRepository(
          Reason.TRANSPORT, "has an address that begins with none of https://, http:// and ssh://");
    }
    if (query != null) {
      for (String parameter : query.split("&")) {
        String name = parameter.replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !TRACKING.matcher(name).matches()) {
          throw no("has an address with a query (?), which no clone URL has");
        }
      }
    }
    List<String> segments = segments(path);
    if (segments.isEmpty()) {
      throw no("names a host and no repository on it");
    }
    UpstreamUrl upstream =
        upstream(
            scheme
                + "://"
                + (user == null ? "" : user + "@")
                + host
                + port
                + "/"
                + String.join("/", segments));
    int last = segments.size() - 1;
    return new Address(
        upstream, last == 0 ? null : segments.get(last - 1), withoutGit(segments.get(last)));
  }

  private static UpstreamUrl upstream(String url) throws NoRepository {
    try {
      return UpstreamUrl.parse("url", url, TRANSPORTS);
    } catch (DomainException broken) {
      throw no("has an address that " + broken.errors().get(0).message());
    }
  }

  static String withoutGit(String name) {
    return name.endsWith(".git") && name.length() > 4 ? name.substring(0, name.length() - 4) : name;
  }

  /**
   * As much of an address as may be shown whatever it holds: nothing that could let anybody in, and
   * not more than a line.
   */
  public static String shown(String entered) {
    if (entered == null) {
      return null;
    }
    String head = entered.length() > 4000 ? entered.substring(0, 4000) : entered;
    String text = head.strip().replaceAll("\\p{Cntrl}", " ");
    text = text.substring(text.lastIndexOf('@') + 1).replaceFirst("[?#].*", "");
    return text.length() > SHOWN ? text.substring(0, SHOWN - 1) + "…" : text;
  }
}
