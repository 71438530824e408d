package org.sluice.mirror.care;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.disk.MirrorDisk;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.platform.Notice;

/** What becomes of a disk that is too full. */
class DiskWatchTest {

  private static final MirrorDisk FULL = new MirrorDisk(100L << 30, 900L << 20, 1L << 30);
  private static final MirrorDisk ROOMY = new MirrorDisk(100L << 30, 2L << 30, 1L << 30);

  @TempDir Path root;
  private final List<Notice> told = new ArrayList<>();
  private DiskWatch watch;

  @BeforeEach
  @SuppressWarnings("unchecked") // An event of notices that only counts them.
  void start() {
    Event<Notice> event =
        (Event<Notice>)
            Proxy.newProxyInstance(
                Event.class.getClassLoader(),
                new Class<?>[] {Event.class},
                (self, method, values) -> {
                  assertThat(method.getName()).isEqualTo("fire");
                  told.add((Notice) values[0]);
                  return null;
                });
    watch = new DiskWatch(null, new MirrorFolders(root), null, null, event);
  }

  @Test
  void aDiskThatRunsLowIsToldOnceAndAgainOnlyAfterItWasRoomy() {
    watch.look(ROOMY);
    assertThat(told).isEmpty();
    watch.look(FULL);
    watch.look(FULL);
    assertThat(told).hasSize(1);
    Notice notice = told.get(0);
    assertThat(notice.topic()).isEqualTo("disk-low");
    assertThat(notice.severity()).isEqualTo(Notice.Severity.ERROR);
    assertThat(notice.link()).isEqualTo("/system");
    assertThat(notice.text())
        .isEqualTo(
            "The mirrors' disk has 900.0 MiB left, less than the 1.0 GiB that stay free; mirrors"
                + " receive nothing until there is room.");
    watch.look(ROOMY);
    watch.look(FULL);
    assertThat(told).hasSize(2);
  }

  @Test
  void mirrorsInQuarantineMakeRoomAndOthersStay() throws Exception {
    Path damaged = root.resolve("ab/1.quarantine-20261125T120000Z");
    Path sound = root.resolve("ab/2.git");
    Files.createDirectories(damaged.resolve("objects"));
    Files.createDirectories(sound);
    watch.look(ROOMY);
    assertThat(damaged).exists();
    watch.look(FULL);
    assertThat(damaged).doesNotExist();
    assertThat(sound).exists();
  }
}
