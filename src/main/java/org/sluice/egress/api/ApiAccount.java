package org.sluice.egress.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Where an API is and as whom it is asked. The authorization is no part of {@link #toString}.
 *
 * @param budget what requests count against; accounts of one budget share its limits
 * @param root the API's root, without a slash at its end
 * @param further other roots of the same API, such as that of its GraphQL; the same authorization
 *     goes there. Nothing outside of all the roots is ever asked
 * @param fields that every request bears, such as the version of the API
 * @param header name of the header that lets in, such as {@code Authorization}; null for none
 * @param secret its value; null for none
 * @param limits how this API tells of its limits
 */
public record ApiAccount(
    String budget,
    URI root,
    List<URI> further,
    Map<String, String> fields,
    String header,
    String secret,
    LimitRule limits) {

  /** Header and secret may be missing, both or none. */
  public ApiAccount {
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(limits, "limits");
    further = List.copyOf(further);
    fields = Map.copyOf(fields);
    if ((header == null) != (secret == null)) {
      throw new IllegalArgumentException("a header and its secret belong together");
    }
  }

  /** An API that is asked without authorization. */
  public static ApiAccount open(String budget, URI root, LimitRule limits) {
    return new ApiAccount(budget, root, List.of(), Map.of(), null, null, limits);
  }

  /** The same, let in by a header. */
  public ApiAccount letInBy(String name, String value) {
    return new ApiAccount(budget, root, further, fields, name, value, limits);
  }

  /** The same, with one more root. */
  public ApiAccount andBelow(URI another) {
    List<URI> roots = new ArrayList<>(further);
    roots.add(another);
    return new ApiAccount(budget, root, roots, fields, header, secret, limits);
  }

  /** The same, with one more field in every request. */
  public ApiAccount bearing(String name, String value) {
    Map<String, String> more = new HashMap<>(fields);
    more.put(name, value);
    return new ApiAccount(budget, root, further, more, header, secret, limits);
  }

  /**
   * The address that a request goes to.
   *
   * @param target as in {@link ApiRequest#target}
   * @throws LeadsAway if it is below none of the roots
   */
  URI locate(String target) throws LeadsAway {
    return target.startsWith("/") ? within(root + target) : within(target);
  }

  /**
   * The address that an answer leads to.
   *
   * @param from what was asked
   * @param reference absolute, or relative to it
   * @throws LeadsAway if it is below none of the roots, or no address
   */
  URI locate(URI from, String reference) throws LeadsAway {
    try {
      return within(References.resolve(from, reference).toString());
    } catch (URISyntaxException rubbish) {
      throw new LeadsAway("no address");
    }
  }

  private URI within(String address) throws LeadsAway {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException rubbish) {
      throw new LeadsAway("no address");
    }
    if (uri.getHost() == null) {
      throw new LeadsAway("no address");
    }
    boolean own = isBelow(root, uri) || further.stream().anyMatch(other -> isBelow(other, uri));
    if (!own || uri.getRawFragment() != null) {
      throw new LeadsAway(uri.getHost());
    }
    return uri;
  }

  private static boolean isBelow(URI root, URI uri) {
    String folder = path(root).replaceFirst("/+$", "");
    return root.getScheme().equalsIgnoreCase(uri.getScheme())
        && root.getHost().equalsIgnoreCase(uri.getHost())
        && port(root) == port(uri)
        && uri.getRawUserInfo() == null
        && (path(uri).equals(folder) || path(uri).startsWith(folder + "/"))
        && !climbs(path(uri));
  }

  private static String path(URI uri) {
    return uri.getRawPath() == null ? "" : uri.getRawPath();
  }

  /** Servers read an encoded way up as they read a plain one, and perhaps more than once. */
  private static boolean climbs(String rawPath) {
    String path = rawPath;
    for (int layer = 0; layer < 3; layer++) {
      for (String segment : path.split("[/\\\\;]")) {
        if (segment.equals("..") || segment.equals(".")) {
          return true;
        }
      }
      try {
        path = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException wholly) {
        return false;
      }
    }
    return false;
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
  }

  @Override
  public String toString() {
    return "ApiAccount[" + root + ", " + budget + "]";
  }
}
