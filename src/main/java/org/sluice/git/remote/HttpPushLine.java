package org.sluice.git.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.UserAgent;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;

/**
 * Pushing over smart HTTP (gitprotocol-http): one request for the refs, one for the push.
 *
 * <p>A small request is sent with its length, as gateways of old want it; a larger one in chunks
 * while its pack is written, so that no pack is ever held. {@link UpstreamHttp} judges each answer.
 */
final class HttpPushLine implements PushLine {

  private static final String SERVICE = "git-receive-pack";
  private static final String TYPE = "application/x-git-receive-pack-";
  private static final String REFS = "/info/refs";

  private final UpstreamHttp http;
  private URI base;
  private long sent;

  HttpPushLine(UpstreamHttp http, String url) {
    this.http = http;
    this.base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  @Override
  public InputStream begin() throws IOException, SyncFailure {
    OutboundAnswer answer = ask();
    while (answer.status() != 200) {
      // Where it leads to has been judged.
      URI to = refs().resolve(answer.header("Location").orElse(""));
      String path = to.getRawPath().substring(0, to.getRawPath().length() - REFS.length());
      base = URI.create(to.getScheme() + "://" + to.getRawAuthority() + path);
      answer = ask();
    }
    InputStream body = body(answer, "advertisement");
    byte[] listing = body.readNBytes(Upstream.LISTING_LIMIT + 1);
    body.close();
    if (listing.length > Upstream.LISTING_LIMIT) {
      throw new SyncFailure(
          SyncFailureKind.QUOTA, base.getHost() + " lists more refs than Sluice reads.", null);
    }
    ByteArrayInputStream in = new ByteArrayInputStream(listing);
    PacketLineIn lines = new PacketLineIn(in);
    if (!lines.readString().equals("# service=" + SERVICE)
        || !PacketLineIn.isEnd(lines.readString())) {
      throw http.notGit(base);
    }
    return in;
  }

  private OutboundAnswer ask() throws IOException {
    URI refs = refs();
    return http.send(
        refs, new OutboundRequest("GET", refs).header("User-Agent", UserAgent.get()).repeatable());
  }

  private URI refs() {
    return URI.create(base + REFS + "?service=" + SERVICE);
  }

  @Override
  public InputStream exchange(PushBody request) throws IOException, SyncFailure {
    URI service = URI.create(base + "/" + SERVICE);
    OutboundRequest push =
        new OutboundRequest("POST", service)
            .header("User-Agent", UserAgent.get())
            .header("Content-Type", TYPE + "request")
            .header("Accept", TYPE + "result");
    Optional<byte[]> small = request.ifSmall();
    if (small.isPresent()) {
      push.body(small.get());
      sent += small.get().length;
    } else {
      push.streamed(out -> request.writeTo(new CountedOutput(out, count -> sent += count)));
    }
    OutboundAnswer answer = http.send(service, push);
    if (answer.status() != 200) {
      throw http.notGit(service);
    }
    return body(answer, "result");
  }

  private InputStream body(OutboundAnswer answer, String kind) throws SyncFailure {
    String type = answer.header("Content-Type").orElse("").strip();
    int parameters = type.indexOf(';');
    if (!(parameters < 0 ? type : type.substring(0, parameters)).strip().equals(TYPE + kind)) {
      throw http.notGit(base);
    }
    return http.counted(answer, base);
  }

  @Override
  public void leave() {
    // The listing was an exchange of its own.
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public void close() {
    http.close();
  }
}
