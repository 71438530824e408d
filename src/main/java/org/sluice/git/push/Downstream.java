package org.sluice.git.push;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UserAgent;
import org.sluice.git.FailureReader;
import org.sluice.git.GitSync;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.remote.PushBody;
import org.sluice.git.remote.PushLine;

/**
 * The other end of a push: what a {@code git-receive-pack} has, can, and answers (gitprotocol-pack,
 * pushing data to a server).
 *
 * <p>JGit's own push connection writes a pack into a stream and then asks for the answer; over a
 * client that pulls the body out of its caller that would take a second thread and a pipe. It also
 * refuses to say whether refs can move together before it is too late. So the little there is to
 * this protocol is spoken here, and JGit packs.
 */
final class Downstream {

  private static final int REASON = 200;

  private final PushLine line;
  private final String host;
  private final Map<String, ObjectId> refs = new TreeMap<>();
  private final Set<ObjectId> haves = new HashSet<>();
  private final Set<String> capabilities = new HashSet<>();

  /**
   * Begins a conversation and reads what is there.
   *
   * @param host for messages
   */
  Downstream(PushLine line, String host) throws IOException, SyncFailure {
    this.line = line;
    this.host = host;
    PacketLineIn in = new PacketLineIn(line.begin());
    for (String text = in.readString(); !PacketLineIn.isEnd(text); text = in.readString()) {
      read(text);
      if (haves.size() > GitSync.MOST_REFS || refs.size() > GitSync.MOST_REFS) {
        throw new SyncFailure(
            SyncFailureKind.QUOTA, host + " lists more refs than Sluice reads.", null);
      }
    }
    if (!can("report-status")) {
      throw new SyncFailure(
          SyncFailureKind.CORRUPT_UPSTREAM,
          host + " does not tell what becomes of a push; Sluice pushes to no such server.",
          null);
    }
  }

  private void read(String text) throws IOException {
    String entry = text;
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      capabilities.addAll(List.of(text.substring(nul + 1).strip().split(" ")));
      entry = text.substring(0, nul);
    }
    if (entry.startsWith("version ") || entry.startsWith("shallow ")) {
      return;
    }
    int blank = entry.indexOf(' ');
    try {
      ObjectId id = ObjectId.fromString(entry.substring(0, Math.max(0, blank)));
      String name = entry.substring(blank + 1);
      if (!name.equals("capabilities^{}")) {
        haves.add(id);
        if (isPushed(name)) {
          refs.put(name, id);
        }
      }
    } catch (InvalidObjectIdException | StringIndexOutOfBoundsException rubbish) {
      throw new PackProtocolException("no ref", rubbish);
    }
  }

  /** Whether the ref of that name is one that is pushed: a branch or a tag. */
  static boolean isPushed(String name) {
    return name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS);
  }

  /** Its branches and tags. */
  Map<String, ObjectId> refs() {
    return refs;
  }

  /** Every object that it says it has. */
  Set<ObjectId> haves() {
    return haves;
  }

  /** Whether it can do what has that name. */
  boolean can(String capability) {
    return capabilities.contains(capability);
  }

  /** Which abilities a push makes use of, as its first command names them. */
  String wanted() {
    StringBuilder wanted = new StringBuilder("report-status");
    for (String each : List.of("side-band-64k", "atomic")) {
      if (can(each)) {
        wanted.append(' ').append(each);
      }
    }
    if (capabilities.stream().anyMatch(each -> each.startsWith("agent="))) {
      wanted.append(" agent=").append(UserAgent.get());
    }
    return wanted.toString();
  }

  /**
   * Sends the one push of this conversation.
   *
   * @param commands that the request holds
   * @return reasons by the names of refs that did not move
   */
  Map<String, String> push(PushBody request, Collection<ReceiveCommand> commands)
      throws IOException, SyncFailure {
    try (InputStream answer = line.exchange(request)) {
      InputStream data = can("side-band-64k") ? new FirstBand(answer) : answer;
      PacketLineIn in = new PacketLineIn(data);
      String unpack = in.readString();
      if (!unpack.startsWith("unpack ")) {
        throw new PackProtocolException("no report");
      }
      if (!unpack.equals("unpack ok")) {
        throw new SyncFailure(
            SyncFailureKind.UPSTREAM_5XX,
            host + " could not take the pack: " + reason(unpack.substring(7)) + ".",
            null);
      }
      Map<String, String> unmoved = new TreeMap<>();
      commands.forEach(command -> unmoved.put(command.getRefName(), "nothing was reported"));
      for (String text = in.readString(); !PacketLineIn.isEnd(text); text = in.readString()) {
        if (text.startsWith("ok ")) {
          unmoved.remove(text.substring(3));
        } else if (text.startsWith("ng ")) {
          int blank = text.indexOf(' ', 3);
          String name = blank < 0 ? text.substring(3) : text.substring(3, blank);
          unmoved.replace(name, reason(blank < 0 ? "" : text.substring(blank + 1)));
        }
      }
      data.skip(Long.MAX_VALUE);
      return unmoved;
    }
  }

  private static String reason(String said) {
    String clean = FailureReader.remoteText(said, REASON);
    return clean.isEmpty() ? "no reason was given" : clean;
  }

  /** What is in the first band of a multiplexed answer; the second is chat, the third the end. */
  private static final class FirstBand extends InputStream {

    private static final int DATA = 1;
    private static final int ERROR = 3;

    private final InputStream in;
    private int left;
    private boolean ended;

    FirstBand(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (left == 0) {
        if (ended || !next()) {
          return -1;
        }
      }
      int count = in.read(into, from, Math.min(length, left));
      if (count < 0) {
        throw new EOFException();
      }
      left -= count;
      return count;
    }

    /** Goes on to the next packet; false at the end of all. */
    private boolean next() throws IOException {
      int length = length();
      if (length == 0) {
        ended = true;
        return false;
      }
      if (length < 5) {
        throw new PackProtocolException("no band");
      }
      int band = in.read();
      if (band == DATA) {
        left = length - 5;
        return true;
      }
      byte[] said = in.readNBytes(length - 5);
      if (band == ERROR) {
        throw new RemoteRepositoryException(new URIish(), new String(said, StandardCharsets.UTF_8));
      }
      return true;
    }

    private int length() throws IOException {
      byte[] digits = in.readNBytes(4);
      if (digits.length < 4) {
        throw new EOFException();
      }
      try {
        return Integer.parseInt(new String(digits, StandardCharsets.US_ASCII), 16);
      } catch (NumberFormatException rubbish) {
        throw new PackProtocolException("no packet", rubbish);
      }
    }
  }
}
