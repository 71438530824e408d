package org.sluice.configsource.serve;

import java.util.List;

/**
 * What goes out.
 *
 * @param bytes the whole body; never changed
 * @param contentType its media type
 * @param unread paths of files that are missing in it because they cannot be read, with the reason
 */
record ServedAnswer(byte[] bytes, String contentType, List<String> unread) {

  /** Bytes that it takes in memory, about. */
  int weight() {
    int weight = 200 + bytes.length;
    for (String each : unread) {
      weight += 60 + 2 * each.length();
    }
    return weight;
  }
}
