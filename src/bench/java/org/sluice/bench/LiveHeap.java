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
    return without(pid, null);
  }

  /**
   * Bytes of a process, without the objects of some classes and arrays of them.
   *
   * @param left what the names of those classes begin with; null for none
   */
  static long without(long pid, String left) throws IOException, InterruptedException {
    // What waits to be finalized outlives the first collection.
    ask(pid, "GC.run");
    List<String[]> lines =
        ask(pid, "GC.class_histogram").lines().map(line -> line.strip().split("\\s+")).toList();
    String[] last = lines.get(lines.size() - 1);
    if (!last[0].equals("Total")) {
      throw new IllegalStateException("jcmd said " + String.join(" ", last));
    }
    long bytes = Long.parseLong(last[2]);
    for (String[] line : lines) {
      // Such as "12: 300 4800 [Lorg.example.Value;".
      boolean isClass = left != null && line.length > 3 && line[0].endsWith(":");
      if (isClass && line[3].replaceFirst("^\\[+L", "").startsWith(left)) {
        bytes -= Long.parseLong(line[2]);
      }
    }
    return bytes;
  }

  private static String ask(long pid, String command) throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String answer =
        new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (tool.waitFor() != 0) {
      throw new IllegalStateException("jcmd said " + answer);
    }
    return answer;
  }
}
