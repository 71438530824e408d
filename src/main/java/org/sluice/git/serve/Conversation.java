package org.sluice.git.serve;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.storage.pack.PackStatistics;
import org.eclipse.jgit.transport.FetchV2Request;
import org.eclipse.jgit.transport.LsRefsV2Request;
import org.eclipse.jgit.transport.ObjectInfoRequest;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.PreUploadHook;
import org.eclipse.jgit.transport.ProtocolV2Hook;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;
import org.sluice.failure.DomainException;

/** One request of a client from its first line to the last byte of its answer. */
final class Conversation implements ProtocolV2Hook, PreUploadHook {

  // Git itself names some ten; each is held against each ref.
  private static final int MOST_PREFIXES = 1024;

  private static final int LONGEST_REFUSAL = 200;

  private final UploadPack upload;
  private final Set<ObjectId> tips;
  private final Gate gate;
  private final OutputStream out;
  private boolean passed;
  private boolean sendsPack;

  /**
   * A conversation that has not begun.
   *
   * @param tips that the mirror lists, and so must have
   */
  Conversation(UploadPack upload, Set<ObjectId> tips, Gate gate, OutputStream out) {
    this.upload = upload;
    this.tips = tips;
    this.gate = gate;
    this.out = out;
    upload.setProtocolV2Hook(this);
    upload.setPreUploadHook(this);
  }

  Exchange answer(RequestBody body) throws IOException {
    String refusal = null;
    try (upload) {
      upload.uploadWithExceptionPropagation(body, out, null);
    } catch (Refused refused) {
      throw refused.refusal();
    } catch (WantNotValidException unknown) {
      // To JGit a tip that is listed and not to be found is a wrong wish of the client's.
      if (unknown.getCause() instanceof MissingObjectException missing
          && tips.contains(missing.getObjectId())) {
        tellFailure(missing);
        throw missing;
      }
      refusal = unknown.getMessage();
    } catch (PackProtocolException broken) {
      refusal = broken.getMessage();
    } catch (UnsupportedOperationException relative) {
      // JGit's answer to the only wish that it knows but does not grant.
      refusal = "fetching by --deepen is not offered here; use --depth or --unshallow";
    } catch (IllegalArgumentException malformed) {
      refusal = "the request cannot be read";
    } catch (IOException | RuntimeException failed) {
      if (!(failed instanceof EOFException) || sendsPack) {
        tellFailure(failed);
        throw failed;
      }
      refusal = "the request ends too early";
    }
    if (refusal != null) {
      refusal = printable(refusal);
      tell(refusal);
    }
    return exchange(refusal);
  }

  /** It can hold what the client sent. */
  private static String printable(String refusal) {
    String text = refusal.replaceAll("[^\\x20-\\x7E]", "?");
    return text.length() > LONGEST_REFUSAL ? text.substring(0, LONGEST_REFUSAL) : text;
  }

  /** So that the client need not guess; if it is the client that failed, nobody hears it. */
  private void tellFailure(Exception failed) {
    try {
      tell("the mirror cannot be read now");
      out.flush();
    } catch (IOException gone) {
      failed.addSuppressed(gone);
    }
  }

  private void tell(String refusal) throws IOException {
    if (sendsPack && upload.isSideBand()) {
      @SuppressWarnings("resource") // It only frames what is written; the stream is the caller's.
      SideBandOutputStream errors =
          new SideBandOutputStream(
              SideBandOutputStream.CH_ERROR, SideBandOutputStream.SMALL_BUF, out);
      errors.write(refusal.getBytes(StandardCharsets.UTF_8));
      errors.flush();
    } else {
      new PacketLineOut(out).writeString("ERR " + refusal);
    }
  }

  private Exchange exchange(String refusal) {
    PackStatistics sent = upload.getStatistics();
    if (sent == null || refusal != null) {
      return new Exchange(passed ? Exchange.Kind.NEGOTIATION : Exchange.Kind.LISTING, 0, refusal);
    }
    boolean fromNothing = sent.getHaves() == 0 && sent.getNotAdvertisedWants() == 0;
    return new Exchange(
        fromNothing ? Exchange.Kind.CLONE : Exchange.Kind.FETCH, sent.getTotalObjects(), null);
  }

  private void pass() throws Refused {
    if (!passed) {
      try {
        gate.pass();
      } catch (DomainException refusal) {
        throw new Refused(refusal);
      }
      passed = true;
    }
  }

  @Override
  public void onLsRefs(LsRefsV2Request request) throws Refused {
    if (request.getRefPrefixes().size() > MOST_PREFIXES) {
      throw new Refused(DomainException.invalid("ref-prefix", "may be there 1024 times"));
    }
  }

  @Override
  public void onFetch(FetchV2Request request) throws Refused {
    pass();
  }

  /** Sizes are answered for any object there is, also for those that are not served. */
  @Override
  public void onObjectInfo(ObjectInfoRequest request) throws Refused {
    throw new Refused(DomainException.forbidden("object-info is not offered here."));
  }

  @Override
  public void onBeginNegotiateRound(
      UploadPack same, Collection<? extends ObjectId> wants, int offered) throws Refused {
    if (!wants.isEmpty()) {
      pass();
    }
  }

  @Override
  public void onEndNegotiateRound(
      UploadPack same,
      Collection<? extends ObjectId> wants,
      int common,
      int notFound,
      boolean ready) {
    // Nothing has to be decided then.
  }

  @Override
  public void onSendPack(
      UploadPack same, Collection<? extends ObjectId> wants, Collection<? extends ObjectId> haves) {
    sendsPack = true;
  }
}
