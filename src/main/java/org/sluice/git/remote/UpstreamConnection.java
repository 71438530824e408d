package org.sluice.git.remote;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.sluice.egress.OutboundAnswer;

/**
 * One request of JGit and its answer, in the shape that JGit asks for.
 *
 * <p>The request goes out when the answer is first asked for. A list of refs is read to its end at
 * once, within a bound, so that the connection is free for the next request; a pack is handed on as
 * it comes.
 */
final class UpstreamConnection implements HttpConnection {

  // Credentials are UpstreamHttp's; the rest is the client's, or asks for compression that would
  // take the bound off a list of refs and gains nothing on a pack.
  private static final Set<String> NOT_JGITS =
      Set.of("authorization", "accept-encoding", "content-length", "host", "cookie");
  // Wants and haves: some 50 bytes for each ref.
  private static final int LARGEST_REQUEST = 64 << 20;

  private final UpstreamHttp http;
  private final URL url;
  private final URI uri;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final ByteArrayOutputStream sent = new Bounded();
  private String method = "GET";
  private Told answer;
  private InputStream body;
  private boolean unpacked;

  UpstreamConnection(UpstreamHttp http, URL url) throws IOException {
    this.http = http;
    this.url = url;
    try {
      this.uri = url.toURI();
    } catch (URISyntaxException notOne) {
      throw new IOException("not an address", notOne);
    }
  }

  private Told answer() throws IOException {
    if (answer == null) {
      byte[] asked = method.equals("POST") ? sent.toByteArray() : new byte[0];
      if (http.isReceivingPacks()) {
        OutboundAnswer pack = http.send(uri, RefListing.request(method, uri, properties, asked));
        answer = Told.of(pack);
        if (answer.status() == HTTP_OK) {
          if (!UpstreamHttp.isGit(pack)) {
            throw http.failed(http.notGit(uri));
          }
          body = http.counted(pack, uri);
        }
      } else {
        UpstreamHttp.Listing listing = http.list(method, uri, properties, asked);
        answer = listing.told();
        body = new ByteArrayInputStream(listing.bytes());
        unpacked = listing.unpacked();
      }
    }
    return answer;
  }

  private String contentType() {
    String type = answer.headers("Content-Type").stream().findFirst().orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip();
  }

  @Override
  public int getResponseCode() throws IOException {
    return answer().status();
  }

  @Override
  public String getResponseMessage() throws IOException {
    return answer().reason();
  }

  @Override
  public URL getURL() {
    return url;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    answer();
    return body == null ? InputStream.nullInputStream() : body;
  }

  @Override
  public String getContentType() {
    return answer == null ? null : contentType();
  }

  @Override
  public String getHeaderField(String name) {
    return getHeaderFields(name).stream().findFirst().orElse(null);
  }

  @Override
  public List<String> getHeaderFields(String name) {
    // JGit would unpack a second time, or start a login of its own.
    boolean hidden =
        unpacked && name.equalsIgnoreCase("Content-Encoding")
            || name.equalsIgnoreCase("WWW-Authenticate");
    return answer == null || hidden ? List.of() : answer.headers(name);
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    return answer == null ? Map.of() : answer.headers();
  }

  @Override
  public int getContentLength() {
    return -1;
  }

  @Override
  public void setRequestProperty(String key, String value) {
    if (!NOT_JGITS.contains(key.toLowerCase(Locale.ROOT))) {
      properties.put(key, value);
    }
  }

  @Override
  public void setRequestMethod(String wanted) {
    method = wanted;
  }

  @Override
  public String getRequestMethod() {
    return method;
  }

  @Override
  public OutputStream getOutputStream() {
    return sent;
  }

  @Override
  public void connect() throws IOException {
    answer();
  }

  @Override
  public boolean usingProxy() {
    return false;
  }

  @Override
  public void setUseCaches(boolean caches) {
    // There is none.
  }

  @Override
  public void setConnectTimeout(int millis) {
    // The request of the sync says it.
  }

  @Override
  public void setReadTimeout(int millis) {
    // The request of the sync says it.
  }

  @Override
  public void setInstanceFollowRedirects(boolean follow) {
    // Never by the client: each hop is judged.
  }

  @Override
  public void setDoOutput(boolean output) {
    // The method says it.
  }

  @Override
  public void setFixedLengthStreamingMode(int length) {
    // The body is held until it is sent.
  }

  @Override
  public void setChunkedStreamingMode(int length) {
    // The body is held until it is sent.
  }

  @Override
  public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
    throw new UnsupportedOperationException("certificates are always checked");
  }

  @Override
  public void setHostnameVerifier(HostnameVerifier verifier) {
    throw new UnsupportedOperationException("certificates are always checked");
  }

  private static final class Bounded extends ByteArrayOutputStream {

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      if (count + length > LARGEST_REQUEST) {
        throw new IllegalStateException("a request to an upstream grew too large");
      }
      super.write(bytes, from, length);
    }
  }
}
