package org.sluice.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Passes bytes on to a port of 127.0.0.1, until it falls silent, goes deaf or hangs up as told. */
final class Tunnel implements AutoCloseable {

  private final ServerSocket socket;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong taken = new AtomicLong();
  private final CountDownLatch silent = new CountDownLatch(1);
  private volatile long silentAfter = Long.MAX_VALUE;
  private volatile long cutAfter = Long.MAX_VALUE;
  private volatile long deafAfter = Long.MAX_VALUE;
  private volatile long cutSentAfter = Long.MAX_VALUE;

  /** Before a port; 0 for nothing behind it: then it takes connections and says nothing. */
  Tunnel(int target) throws IOException {
    this.target = target;
    socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    daemon(this::accept);
  }

  /** Passes only so many bytes of the server on in each connection, and then keeps it open. */
  Tunnel silentAfter(long bytes) {
    silentAfter = bytes;
    return this;
  }

  /** Passes only so many bytes of the server on in each connection, and then closes it. */
  Tunnel cutAfter(long bytes) {
    cutAfter = bytes;
    return this;
  }

  /** Takes only so many bytes of the client in each connection, and then keeps it open. */
  Tunnel deafAfter(long bytes) {
    deafAfter = bytes;
    return this;
  }

  /** Takes only so many bytes of the client in each connection, and then closes it. */
  Tunnel cutSentAfter(long bytes) {
    cutSentAfter = bytes;
    return this;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Connections that were made to it. */
  int accepted() {
    return accepted.get();
  }

  /** Bytes that it took from clients. */
  long taken() {
    return taken.get();
  }

  /** Waits until it has fallen silent, or deaf. */
  boolean awaitSilent() throws InterruptedException {
    return silent.await(30, TimeUnit.SECONDS);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tunnel");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        accepted.incrementAndGet();
        sockets.add(client);
        if (target == 0) {
          silent.countDown();
          continue;
        }
        Socket server = new Socket("127.0.0.1", target);
        sockets.add(server);
        daemon(() -> copy(client, server, deafAfter, cutSentAfter, taken));
        daemon(() -> copy(server, client, silentAfter, cutAfter, new AtomicLong()));
      } catch (IOException ended) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to, long still, long cut, AtomicLong count) {
    byte[] buffer = new byte[4096];
    long passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (passed < cut) {
        if (passed >= still) {
          silent.countDown();
          return;
        }
        int length =
            in.read(buffer, 0, (int) Math.min(buffer.length, Math.min(still, cut) - passed));
        if (length < 0) {
          break;
        }
        out.write(buffer, 0, length);
        passed += length;
        count.addAndGet(length);
      }
      from.close();
      to.close();
    } catch (IOException hungUp) {
      // One of the two sides went away.
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException closedAlready) {
      // That is what was wanted.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    sockets.forEach(Tunnel::closeQuietly);
  }
}
