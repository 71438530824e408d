package org.sluice.bench;

import com.sun.tools.attach.VirtualMachine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Vector;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.sluice.delivery.DeliveryContest;
import org.sluice.git.GitCommand;

/** Whether a file that is larger than the heap is sent without the heap growing with it. */
final class LargeFileBenchmark {

  private static final long SIZE = 500L << 20;
  private static final String HEAP = "-Xmx256m";
  private static final long HEAP_BYTES = 256L << 20;
  private static final double BOUND = 1.2;

  private final Path root;
  private final Table table;

  LargeFileBenchmark(Path root, Table table) {
    this.root = root;
    this.table = table;
  }

  /**
   * Has 500 MiB of noise sent by a server with a heap of 256 MiB, and compares what is alive on
   * that heap at every fiftieth chunk with what was before.
   */
  void heap() throws Exception {
    Path work = root.resolve("delivery-large");
    Folders.delete(work);
    Path served = work.resolve("served");
    String sha256 = upstream(Files.createDirectories(served.resolve("files.git")));
    try (ChunkReceiver receiver = ChunkReceiver.start();
        DeliveryContest contest = DeliveryContest.serving(served, HEAP)) {
      String service = attached(contest.pid());
      try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(service))) {
        MemoryMXBean memory =
            ManagementFactory.newPlatformMXBeanProxy(
                connector.getMBeanServerConnection(),
                ManagementFactory.MEMORY_MXBEAN_NAME,
                MemoryMXBean.class);
        if (memory.getHeapMemoryUsage().getMax() > HEAP_BYTES) {
          throw new IllegalStateException("The heap may be larger: " + memory.getHeapMemoryUsage());
        }
        long before = alive(memory);
        receiver.everyFiftieth(() -> alive(memory));
        contest.subscribe(receiver.url());
        if (receiver.bytes() != SIZE || !receiver.sha256().equals(sha256)) {
          throw new IllegalStateException(
              receiver.bytes() + " bytes came, or others than were sent");
        }
        note(before, receiver.measured());
      }
    } finally {
      Folders.delete(work);
    }
  }

  private void note(long before, List<Long> during) {
    long greatest = during.stream().mapToLong(Long::longValue).max().orElseThrow();
    double ratio = (double) greatest / before;
    table.note(
        String.format(
            Locale.ROOT,
            "P9: a file of 500 MiB in chunks, %s: %.1f MiB alive on the heap before, at most %.1f"
                + " MiB at %d moments while it was sent, ratio %.2f, to reach ≤ %.1f, reached: %s."
                + " It arrived with the right SHA-256.",
            HEAP,
            before / 1048576.0,
            greatest / 1048576.0,
            during.size(),
            ratio,
            BOUND,
            ratio <= BOUND ? "yes" : "**no**"));
  }

  /** Bytes on the heap after it was collected. */
  private static long alive(MemoryMXBean memory) {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static String attached(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      return machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
  }

  // ---- the upstream ----

  /** Makes a repository of one file that cannot be compressed; gives the file's SHA-256. */
  private static String upstream(Path bare) throws Exception {
    GitCommand.git(bare, "init", "--quiet", "--bare", "--initial-branch=main");
    // Or it would try to, for minutes, and in memory.
    GitCommand.git(bare, "config", "core.compression", "0");
    GitCommand.git(bare, "config", "core.bigFileThreshold", "1m");
    DigestInputStream content =
        new DigestInputStream(new Noise(SIZE), MessageDigest.getInstance("SHA-256"));
    InputStream stream =
        new SequenceInputStream(
            new Vector<>(
                    List.of(
                        text(
                            "commit refs/heads/main\n"
                                + "committer Somebody <somebody@example.org> 1700000000 +0000\n"
                                + "data 0\n"
                                + "M 100644 inline noise.bin\n"
                                + "data "
                                + SIZE
                                + "\n"),
                        content,
                        text("\n")))
                .elements());
    GitCommand.git(bare, stream, "fast-import", "--quiet");
    return HexFormat.of().formatHex(content.getMessageDigest().digest());
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Random bytes, the same each time. */
  private static final class Noise extends InputStream {

    private final Random random = new Random(20261126);
    private final byte[] block = new byte[1 << 16];
    private long left;
    private int at = block.length;

    Noise(long size) {
      left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      if (at == block.length) {
        random.nextBytes(block);
        at = 0;
      }
      int count = (int) Math.min(Math.min(length, block.length - at), left);
      System.arraycopy(block, at, into, offset, count);
      at += count;
      left -= count;
      return count;
    }
  }
}
