package org.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What lives on the heap of another virtual machine, after a collection of all of it. */
final class LiveHeap {

  private LiveHeap() {}

  /** Bytes of a process. */
  static long of(long pid) throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    String last = lines.get(lines.size() - 1).strip();
    if (tool.waitFor() != 0 || !last.startsWith("Total")) {
      throw new IllegalStateException("jcmd said " + last);
    }
    return Long.parseLong(last.split("\\s+")[2]);
  }
}
