package org.sluice.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback address on which nothing listens: for servers that are told theirs, and for
 * addresses that are to refuse.
 *
 * <p>They lie below those that Linux gives to outgoing connections ({@code ip_local_port_range},
 * from 32768 on) and to who asks for any, so that none of these takes one between the answer and
 * its use. Each process begins somewhere else, and none gets the same twice before all have been.
 */
public final class FreePort {

  private static final int FIRST = 12_000;
  private static final int COUNT = 20_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /**
   * One on which nothing listens now.
   *
   * @throws IllegalStateException if there is none
   */
  public static int next() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("Every port from " + FIRST + " on is taken");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
