package org.sluice.git.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.NB;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.git.GitCommand;

/** Packs of stock Git come in as {@code git index-pack} takes them; others are refused. */
@Timeout(120)
class IncomingPackTest {

  private static final int LIMIT = 1 << 20;
  private static final int GIANT = 1 << 30;
  private static final byte[] NONE = {};
  private static final Set<PosixFilePermission> WRITERS =
      PosixFilePermissions.fromString("-w--w--w-");

  @TempDir Path temp;

  private Path mirror() {
    return temp.resolve("mirror.git");
  }

  private void take(byte[] pack, long limit) throws IOException {
    try (BareMirror mirror = BareMirror.open(mirror());
        ObjectInserter inserter = mirror.repository().newObjectInserter()) {
      mirror.receiving(limit);
      PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack));
      parser.setAllowThin(true);
      parser.parse(NullProgressMonitor.INSTANCE);
      mirror.mark().remove();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(mirror().resolve("objects"))) {
      return all.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }

  private void refuses(Class<? extends Throwable> why, ThrowingCallable taking) throws IOException {
    List<String> before = Files.exists(mirror()) ? files() : List.of();
    assertThatThrownBy(taking).isInstanceOf(why);
    assertThat(files()).isEqualTo(before);
  }

  /** What stock Git packs of some revisions; written to a file, since it is not text. */
  private byte[] packed(Path repository, String revisions, String... options) throws IOException {
    Path out = Files.createTempFile(temp, "packed", ".pack");
    List<String> command =
        new ArrayList<>(List.of("git", "pack-objects", "--revs", "--stdout", "-q"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(revisions.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.onExit().join().exitValue()).isZero();
    return Files.readAllBytes(out);
  }

  private static String objects(Path repository) throws IOException {
    return git(
        repository,
        "cat-file",
        "--batch-check=%(objectname) %(objecttype) %(objectsize)",
        "--batch-all-objects");
  }

  @ParameterizedTest(name = "offset deltas {0}")
  @ValueSource(booleans = {true, false})
  void packOfStockGitAndThenAThinOneAreTakenWhole(boolean offsets) throws IOException {
    Path upstream = temp.resolve("up.git");
    GitCommand.generate(upstream, 300, 3);
    String kind = offsets ? "--delta-base-offset" : "--honor-pack-keep";
    byte[] first = packed(upstream, "refs/tags/v150\n", kind);
    byte[] thin = packed(upstream, "^refs/tags/v150\n", "--all", "--thin", kind);
    assertThatThrownBy(() -> take(thin, LIMIT)).isInstanceOf(MissingObjectException.class);
    take(first, LIMIT);
    take(thin, LIMIT);

    assertThat(objects(mirror())).isEqualTo(objects(upstream));
    git(mirror(), "fsck", "--full", "--strict");
    assertThat(MirrorFiles.packs(mirror())).hasSize(2);
    for (Path pack : MirrorFiles.packs(mirror())) {
      git(mirror(), "verify-pack", pack.toString());
      assertThat(Files.getPosixFilePermissions(pack)).doesNotContainAnyElementsOf(WRITERS);
    }
    assertThat(files()).noneMatch(name -> name.contains(IncomingPack.PREFIX));
  }

  @Test
  void whatIsThereAlreadyIsTakenOnceMore() throws IOException {
    Path upstream = temp.resolve("up.git");
    GitCommand.generate(upstream, 40, 5);
    byte[] all = packed(upstream, "", "--all");
    take(packed(upstream, "refs/tags/v20\n"), LIMIT);
    take(all, LIMIT);
    List<String> before = files();
    take(all, LIMIT);
    assertThat(files()).isEqualTo(before);
    git(mirror(), "fsck", "--full", "--strict");
  }

  @Test
  void packThatIsCutOrChangedLeavesNothing() throws IOException {
    Path upstream = temp.resolve("up.git");
    GitCommand.generate(upstream, 60, 7);
    take(packed(upstream, "refs/tags/v20\n"), LIMIT);
    byte[] all = packed(upstream, "", "--all");
    for (int cut : new int[] {11, 12, 13, 500, all.length / 2, all.length - 20, all.length - 1}) {
      refuses(IOException.class, () -> take(Arrays.copyOf(all, cut), LIMIT));
    }
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] changed = all.clone();
      changed[random.nextInt(all.length)] ^= (byte) (1 << random.nextInt(8));
      refuses(IOException.class, () -> take(changed, LIMIT));
    }
    take(all, LIMIT);
    assertThat(objects(mirror())).isEqualTo(objects(upstream));
  }

  /** A pack as nobody well-meaning writes it. */
  private static final class Hostile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Hostile(int count) {
      byte[] header = {'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, 0};
      NB.encodeInt32(header, 8, count);
      bytes.writeBytes(header);
    }

    int at() {
      return bytes.size();
    }

    Hostile object(int type, long size, byte[] base, byte[] content) throws IOException {
      long rest = size >>> 4;
      int next = type << 4 | (int) (size & 15);
      while (rest != 0) {
        bytes.write(next | 0x80);
        next = (int) (rest & 0x7f);
        rest >>>= 7;
      }
      bytes.write(next);
      bytes.writeBytes(base);
      try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
        out.write(content);
      }
      return this;
    }

    byte[] end() {
      byte[] pack = bytes.toByteArray();
      bytes.writeBytes(Constants.newMessageDigest().digest(pack));
      return bytes.toByteArray();
    }
  }

  private static byte[] number(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = value;
    while (rest >= 0x80) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  /** A delta that copies the first byte of its base as often as it takes. */
  private static byte[] delta(long baseSize, long size, int copies) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(number(baseSize));
    bytes.writeBytes(number(size));
    for (int i = 0; i < copies; i++) {
      bytes.write(0x90);
      bytes.write(1);
    }
    return bytes.toByteArray();
  }

  private static byte[] raw(String id) {
    byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
    ObjectId.fromString(id).copyRawTo(raw, 0);
    return raw;
  }

  private static ObjectId blob(byte[] content) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, content);
    }
  }

  private void isTooLarge(byte[] pack) throws IOException {
    refuses(TooLargeObjectInPackException.class, () -> take(pack, LIMIT));
  }

  @ParameterizedTest(name = "object of type {0}")
  @ValueSource(ints = {Constants.OBJ_COMMIT, Constants.OBJ_TREE, Constants.OBJ_TAG})
  void whatIsNoFileIsRefusedAsSoonAsItsSizeIsKnown(int type) throws IOException {
    isTooLarge(new Hostile(1).object(type, GIANT, NONE, new byte[9]).end());
    isTooLarge(new Hostile(1).object(type, LIMIT + 1, NONE, new byte[LIMIT + 1]).end());
    // As a number with a sign it is negative, and cut to an int as large as before.
    isTooLarge(new Hostile(1).object(type, Long.MIN_VALUE | GIANT, NONE, new byte[9]).end());
  }

  @Test
  void fileStreamsThroughHoweverLargeItIs() throws IOException {
    byte[] content = new byte[40 * LIMIT];
    byte[] pack = new Hostile(1).object(Constants.OBJ_BLOB, content.length, NONE, content).end();
    take(pack, LIMIT);
    String large = blob(content).name();
    assertThat(git(mirror(), "cat-file", "-s", large).strip()).isEqualTo("" + content.length);
    // It is refused as soon as something is to be made from it, here or in a pack that needs it.
    byte[] thin =
        new Hostile(1)
            .object(
                Constants.OBJ_REF_DELTA,
                delta(content.length, 1, 1).length,
                raw(large),
                delta(content.length, 1, 1))
            .end();
    isTooLarge(thin);
    take(thin, Long.MAX_VALUE);
    assertThat(git(mirror(), "cat-file", "-s", blob(new byte[1]).name()).strip()).isEqualTo("1");
    // A second time with others: there is nothing that it would have to be compared with in memory.
    take(
        new Hostile(2)
            .object(Constants.OBJ_BLOB, content.length, NONE, content)
            .object(Constants.OBJ_BLOB, 2, NONE, new byte[2])
            .end(),
        LIMIT);
    git(mirror(), "fsck", "--full");
  }

  @Test
  void deltaIsRefusedForItsOwnSizeForItsBaseAndForWhatItMakes() throws IOException {
    byte[] small = {1, 2, 3};
    byte[] base = raw(blob(small).name());
    // Its own.
    isTooLarge(
        new Hostile(2)
            .object(Constants.OBJ_BLOB, 3, NONE, small)
            .object(Constants.OBJ_REF_DELTA, GIANT, base, small)
            .end());
    // What it makes, as it says.
    byte[] bomb = delta(3, GIANT, 1);
    isTooLarge(
        new Hostile(2)
            .object(Constants.OBJ_BLOB, 3, NONE, small)
            .object(Constants.OBJ_REF_DELTA, bomb.length, base, bomb)
            .end());
    // Its base, by its place and by its name.
    byte[] large = new byte[LIMIT + 1];
    byte[] one = delta(large.length, 1, 1);
    isTooLarge(
        new Hostile(2)
            .object(Constants.OBJ_BLOB, large.length, NONE, large)
            .object(Constants.OBJ_REF_DELTA, one.length, raw(blob(large).name()), one)
            .end());
    Hostile byPlace = new Hostile(2).object(Constants.OBJ_BLOB, large.length, NONE, large);
    int back = byPlace.at() - 12;
    // Seven bits in a byte, the first one highest, and one more with each byte that follows.
    byte[] offset = {(byte) (((back >> 7) - 1) | 0x80), (byte) (back & 0x7f)};
    assertThat(back).isBetween(0x80, 0x407f);
    isTooLarge(byPlace.object(Constants.OBJ_OFS_DELTA, one.length, offset, one).end());
    // And as large as may be: taken.
    byte[] just = new byte[LIMIT];
    byte[] same = delta(LIMIT, 5, 5);
    take(
        new Hostile(2)
            .object(Constants.OBJ_BLOB, LIMIT, NONE, just)
            .object(Constants.OBJ_REF_DELTA, same.length, raw(blob(just).name()), same)
            .end(),
        LIMIT);
    assertThat(git(mirror(), "cat-file", "-s", blob(new byte[5]).name()).strip()).isEqualTo("5");
  }

  @Test
  void fileWithASizeThatNobodyCanCountIsRefused() throws IOException {
    isTooLarge(
        new Hostile(1).object(Constants.OBJ_BLOB, Long.MIN_VALUE | GIANT, NONE, new byte[9]).end());
  }

  /**
   * A pack in which each object is made from the one before, which has another delta beside it or
   * not.
   */
  private static byte[] chain(int links, boolean comb) throws IOException {
    byte[] content = new byte[LIMIT / 2];
    Hostile pack = new Hostile(1 + links * (comb ? 2 : 1));
    pack.object(Constants.OBJ_BLOB, content.length, NONE, content);
    ObjectId base = blob(content);
    for (int i = 1; i <= links; i++) {
      byte[] next = content.clone();
      next[0] = (byte) i;
      byte[] delta = changed(next.length, i);
      pack.object(Constants.OBJ_REF_DELTA, delta.length, raw(base.name()), delta);
      if (comb) {
        byte[] leaf = delta(next.length, 200 + i, 200 + i);
        pack.object(Constants.OBJ_REF_DELTA, leaf.length, raw(base.name()), leaf);
      }
      base = blob(next);
    }
    return pack.end();
  }

  /** A delta that puts another first byte before all that follows in the base. */
  private static byte[] changed(int size, int first) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(number(size));
    bytes.writeBytes(number(size));
    bytes.write(1);
    bytes.write(first);
    int at = 1;
    while (at < size) {
      int part = Math.min(0xffff, size - at);
      bytes.writeBytes(
          new byte[] {
            (byte) 0xb7,
            (byte) at,
            (byte) (at >> 8),
            (byte) (at >> 16),
            (byte) part,
            (byte) (part >> 8)
          });
      at += part;
    }
    return bytes.toByteArray();
  }

  @Test
  void chainOfAnyLengthHoldsTwoAndOneWithBranchesAllOfIt() throws IOException {
    take(chain(40, false), LIMIT);
    git(mirror(), "fsck", "--full");
    take(chain(2, true), LIMIT);
    git(mirror(), "fsck", "--full");
    isTooLarge(chain(6, true));
  }

  @Test
  void deltaOfAPlaceWhereNothingBeginsIsRefusedInAThinPackToo() throws IOException {
    byte[] small = {1, 2, 3};
    take(new Hostile(1).object(Constants.OBJ_BLOB, 3, NONE, small).end(), LIMIT);
    byte[] one = delta(3, 1, 1);
    byte[] nowhere = {1};
    refuses(
        CorruptObjectException.class,
        () ->
            take(
                new Hostile(2)
                    .object(Constants.OBJ_REF_DELTA, one.length, raw(blob(small).name()), one)
                    .object(Constants.OBJ_OFS_DELTA, one.length, nowhere, one)
                    .end(),
                LIMIT));
  }

  @Test
  void deltaWithoutItsBaseIsRefused() throws IOException {
    byte[] one = delta(3, 1, 1);
    byte[] nowhere = raw("0123456789012345678901234567890123456789");
    refuses(
        MissingObjectException.class,
        () ->
            take(
                new Hostile(1).object(Constants.OBJ_REF_DELTA, one.length, nowhere, one).end(),
                LIMIT));
  }

  @Test
  void moreObjectsThanThereIsMemoryForAreNotRead() throws IOException {
    refuses(TooLargePackException.class, () -> take(new Hostile(Integer.MAX_VALUE).end(), LIMIT));
  }

  @Test
  void packOfNothingLeavesNothing() throws IOException {
    take(new Hostile(0).end(), LIMIT);
    assertThat(files()).isEmpty();
  }
}
