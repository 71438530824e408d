package org.sluice.git.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class BlobReaderTest {

  private static final int LARGE = 40 << 20;

  @TempDir private Path folder;
  private Committed files;

  @BeforeEach
  void create() throws IOException {
    files = Committed.in(folder);
  }

  @AfterEach
  void close() {
    files.close();
  }

  /** Bytes that do not compress, the same for the same seed, and held nowhere. */
  private static InputStream noise(int seed, int size) {
    Random random = new Random(seed);
    return new InputStream() {
      private int left = size;

      @Override
      public int read() {
        return left-- > 0 ? random.nextInt(256) : -1;
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        if (left <= 0) {
          return -1;
        }
        byte[] more = new byte[Math.min(left, length)];
        random.nextBytes(more);
        System.arraycopy(more, 0, bytes, from, more.length);
        left -= more.length;
        return more.length;
      }
    };
  }

  private static String sha256(InputStream content) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (DigestInputStream in = new DigestInputStream(content, digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void digestIsOfTheContentAlone() throws IOException {
    String blob = files.blob("hello\n".getBytes(UTF_8)).name();
    String empty = files.blob(new byte[0]).name();
    try (BlobReader reader = BlobReader.open(folder)) {
      assertThat(reader.digest(blob))
          .isEqualTo(
              new BlobReader.Digest(
                  6, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"));
      assertThat(reader.digest(empty))
          .isEqualTo(
              new BlobReader.Digest(
                  0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
      assertThat(reader.read(blob, 6)).asString(UTF_8).isEqualTo("hello\n");
      assertThat(reader.stream(blob).readAllBytes()).asString(UTF_8).isEqualTo("hello\n");
    }
  }

  @Test
  void aContentThatIsTooLargeIsNotReadAtOnce() throws IOException {
    String blob = files.blob("hello\n".getBytes(UTF_8)).name();
    try (BlobReader reader = BlobReader.open(folder)) {
      assertThatThrownBy(() -> reader.read(blob, 5))
          .isInstanceOfSatisfying(
              DomainException.class,
              refused -> assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE));
    }
  }

  @Test
  void aLargeContentIsInflatedWhileItIsRead() throws Exception {
    ObjectId blob = files.blob(LARGE, noise(7, LARGE));
    assertStreamed(blob);
    files.ref(
        "refs/heads/main", files.entry(new byte[] {'a'}, FileMode.REGULAR_FILE, blob).commit());
    new GC(files.repository()).gc().get();
    assertThat(files.repository().getObjectDatabase().getPacks()).isNotEmpty();
    assertStreamed(blob);
  }

  private void assertStreamed(ObjectId blob) throws Exception {
    try (ObjectReader reader = files.repository().newObjectReader()) {
      reader.setStreamFileThreshold(BlobReader.WHOLE);
      assertThat(reader.open(blob).isLarge()).as("it is never whole in memory").isTrue();
      assertThatThrownBy(() -> reader.open(blob).getCachedBytes())
          .isInstanceOf(LargeObjectException.class);
    }
    List<String> before = listing();
    try (BlobReader reader = BlobReader.open(folder)) {
      assertThat(reader.digest(blob.name()))
          .isEqualTo(new BlobReader.Digest(LARGE, sha256(noise(7, LARGE))));
      try (InputStream content = reader.stream(blob.name());
          InputStream expected = noise(7, LARGE)) {
        byte[] chunk = content.readNBytes(512 << 10);
        assertThat(Arrays.equals(chunk, expected.readNBytes(512 << 10))).isTrue();
      }
    }
    assertThat(listing()).as("nothing is written into the mirror").isEqualTo(before);
  }

  @Test
  void aLargeContentThatIsStoredAsADifferenceIsPutTogetherOnDisk() throws Exception {
    int size = BlobReader.DELTA + (1 << 20);
    byte[] former = noise(3, size).readAllBytes();
    byte[] middle = former.clone();
    System.arraycopy(former, 0, middle, 1_000_000, 3_000_000);
    byte[] latest = Arrays.copyOf(middle, size + 100_000);
    Arrays.fill(latest, 500, 90_000, (byte) 'x');
    System.arraycopy(noise(4, 70_000).readAllBytes(), 0, latest, size, 70_000);
    byte[][] contents = {former, middle, latest};
    List<ObjectId> blobs = new ArrayList<>();
    for (int i = 0; i < contents.length; i++) {
      blobs.add(files.blob(contents[i]));
      files.entry(("same-name/" + i).getBytes(UTF_8), FileMode.REGULAR_FILE, blobs.get(i));
    }
    files.ref("refs/heads/main", files.commit());
    new GC(files.repository()).gc().get();
    List<String> before = listing();
    List<String> temporary = temporary();

    int deltas = 0;
    try (BlobReader reader = BlobReader.open(folder);
        ObjectReader objects = files.repository().newObjectReader()) {
      for (int i = 0; i < contents.length; i++) {
        String blob = blobs.get(i).name();
        String sha256 = sha256(new ByteArrayInputStream(contents[i]));
        assertThat(reader.digest(blob))
            .isEqualTo(new BlobReader.Digest(contents[i].length, sha256));
        Optional<InputStream> differing = DeltaOnDisk.open(objects, blobs.get(i));
        if (differing.isPresent()) {
          deltas++;
          try (InputStream content = differing.get()) {
            assertThat(sha256(content)).isEqualTo(sha256);
          }
        }
      }
    }
    assertThat(deltas).as("two are stored by what differs from another").isEqualTo(2);
    assertThat(listing()).isEqualTo(before);
    assertThat(temporary()).as("nothing is left behind").isEqualTo(temporary);
  }

  private static List<String> temporary() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.map(Path::toString).filter(path -> path.contains("sluice-delta-")).toList();
    }
  }

  @Test
  void whatIsNotThereOrNoFileIsTold() throws IOException {
    String commit = files.file("a", "1").commit().name();
    try (BlobReader reader = BlobReader.open(folder)) {
      assertThatThrownBy(() -> reader.digest("2".repeat(40)))
          .isInstanceOf(MissingObjectException.class);
      assertThatThrownBy(() -> reader.stream(commit))
          .isInstanceOf(IncorrectObjectTypeException.class);
    }
  }
}
