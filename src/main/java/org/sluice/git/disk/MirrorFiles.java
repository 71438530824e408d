package org.sluice.git.disk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.sluice.git.refs.HiddenRefs;
import org.sluice.platform.Inside;

/**
 * What a mirror's files must be for it to be whole, without reading any object.
 *
 * <p>{@code sluice-packs} in the mirror's folder names each pack and index with its size, as the
 * last change left them. So a sync that finds nothing to do still sees, for the price of looking at
 * a few names, that a pack was cut or has gone. {@code sluice-damaged} says that somebody found
 * damage, and what; it goes with the repair. A mirror that is damaged is not read any further.
 */
@Inside
public final class MirrorFiles {

  /** Names packs and indexes with their sizes. */
  static final String LIST = "sluice-packs";

  /** In the folder of a mirror that is known not to be whole. */
  static final String DAMAGED = "sluice-damaged";

  private static final Pattern LINE = Pattern.compile("[0-9]{1,18} \\S+");
  private static final int HASH = 20;
  private static final int PAUSE_EVERY = 1 << 20;

  private static final List<String> STAMPED =
      List.of(
          MirrorMark.FILE, DAMAGED, LIST, Constants.HEAD, Constants.CONFIG, Constants.PACKED_REFS);

  /** Most files and folders that a stamp is made of. */
  private static final int MOST_STAMPED = 2000;

  private MirrorFiles() {}

  /** The mirror on disk is not whole. */
  public static final class Damaged extends IOException {

    private static final long serialVersionUID = 1L;

    /** In words of what is wrong. */
    public Damaged(String what) {
      super(what);
    }
  }

  /**
   * Looks at names and sizes only.
   *
   * @throws Damaged if something is known to be wrong
   */
  public static void glance(Path folder) throws IOException {
    if (isMarked(folder)) {
      throw new Damaged(Files.readString(folder.resolve(DAMAGED)).strip());
    }
    for (String name : List.of(Constants.HEAD, Constants.CONFIG)) {
      if (!Files.exists(folder.resolve(name))) {
        throw new Damaged(name + " is gone");
      }
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(folder.resolve(LIST));
    } catch (NoSuchFileException never) {
      lines = List.of("");
    }
    if (!lines.stream().allMatch(line -> LINE.matcher(line).matches())) {
      // There is none yet, or a power cut took of its text.
      for (Path pack : packs(folder)) {
        checkPair(pack);
      }
      remember(folder);
      return;
    }
    Path packs = packFolder(folder);
    for (String line : lines) {
      int space = line.indexOf(' ');
      String name = line.substring(space + 1);
      long size = size(packs.resolve(name));
      if (size != Long.parseLong(line.substring(0, space))) {
        throw new Damaged(name + (size < 0 ? " is gone" : " has another size than it had"));
      }
    }
  }

  /** Takes the packs that are there for whole from now on. */
  public static void remember(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    sizes(folder).forEach((name, size) -> lines.add(size + " " + name));
    Path fresh = folder.resolve(LIST + ".new");
    Files.write(fresh, lines);
    Files.move(
        fresh,
        folder.resolve(LIST),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forgets which packs must be there if one of those is among them that go. */
  static void forget(Path folder, Collection<String> gone) throws IOException {
    try {
      for (String line : Files.readAllLines(folder.resolve(LIST))) {
        if (gone.contains(line.substring(line.indexOf(' ') + 1))) {
          forget(folder);
          return;
        }
      }
    } catch (NoSuchFileException never) {
      // Then there is nothing to forget.
    }
  }

  /** Forgets which packs must be there, before some of them go. */
  static void forget(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(LIST));
  }

  /** Whether damage was noted. */
  public static boolean isMarked(Path folder) {
    return Files.exists(folder.resolve(DAMAGED));
  }

  /** Notes damage that was found, so that the next sync repairs it. */
  public static void markDamaged(Path folder, String what) throws IOException {
    Files.writeString(folder.resolve(DAMAGED), what + "\n");
  }

  /** Every file that belongs to a pack, with its size. */
  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      if (name.endsWith(".pack") || name.endsWith(".idx")) {
        sizes.put(name, Files.size(file));
      }
    }
    return sizes;
  }

  /** The packs, sorted by name. */
  public static List<Path> packs(Path folder) throws IOException {
    return files(folder).stream().filter(file -> file.toString().endsWith(".pack")).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(packFolder(folder))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("pack-"))
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
  }

  private static Path packFolder(Path folder) {
    return folder.resolve("objects").resolve("pack");
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException gone) {
      return -1;
    }
  }

  /**
   * A digest of names, sizes and times of what the mirror consists of, from which it can be told
   * without reading anything whether somebody has changed it, or a pack was cut or has gone.
   *
   * @return empty if it consists of too many files, or they cannot be looked at
   */
  static Optional<String> stamp(Path folder) {
    Stamp stamp = new Stamp(folder);
    try {
      for (String name : STAMPED) {
        stamp.look(folder.resolve(name));
      }
      Files.walkFileTree(packFolder(folder), Set.of(), 1, stamp);
      Files.walkFileTree(folder.resolve("refs"), stamp);
    } catch (IOException gone) {
      // Somebody is changing it.
      return Optional.empty();
    }
    return stamp.digest();
  }

  /** Takes in names, sizes and times, one look at the disk for each. */
  private static final class Stamp extends SimpleFileVisitor<Path> {

    private final Path folder;
    private final Path own;
    private final List<String> lines = new ArrayList<>();

    Stamp(Path folder) {
      this.folder = folder;
      this.own = folder.resolve(HiddenRefs.OWN);
    }

    /** Takes in a file that need not be there. */
    void look(Path file) throws IOException {
      if (Files.exists(file)) {
        visitFile(file, Files.readAttributes(file, BasicFileAttributes.class));
      }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes is) {
      return each.equals(own) ? FileVisitResult.SKIP_SUBTREE : visitFile(each, is);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
      lines.add(
          folder.relativize(file)
              + " "
              + is.size()
              + " "
              + is.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      return lines.size() > MOST_STAMPED ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    Optional<String> digest() {
      if (lines.size() > MOST_STAMPED) {
        return Optional.empty();
      }
      Collections.sort(lines);
      byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
      return Optional.of(HexFormat.of().formatHex(sha256().digest(text)));
    }
  }

  /** Names of what is in a folder; none if it is not there. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (NoSuchFileException | java.nio.file.NotDirectoryException none) {
      return List.of();
    }
  }

  /** Where the system can, makes sure that a file or a folder's entries outlive a power cut. */
  static void syncToDisk(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // Folders cannot be opened everywhere; then the file system's own order has to do.
    }
  }

  /** The index that belongs to a pack. */
  public static Path index(Path pack) {
    String name = pack.getFileName().toString();
    return pack.resolveSibling(name.substring(0, name.length() - ".pack".length()) + ".idx");
  }

  /**
   * Whether the index is that of the pack, by what both end with: the pack with its checksum, the
   * index with the pack's and then its own.
   */
  public static boolean isPair(Path pack) throws IOException {
    byte[] packEnd = end(pack, HASH, HASH);
    byte[] named = end(index(pack), 2 * HASH, HASH);
    return packEnd != null && Arrays.equals(packEnd, named);
  }

  private static void checkPair(Path pack) throws IOException {
    if (!isPair(pack)) {
      throw new Damaged(pack.getFileName() + " and its index do not fit");
    }
  }

  private static byte[] end(Path file, int before, int length) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < before + 8) {
        return null;
      }
      byte[] bytes = new byte[length];
      in.seek(in.length() - before);
      in.readFully(bytes);
      return bytes;
    } catch (java.io.FileNotFoundException gone) {
      return null;
    }
  }

  /**
   * Reads a pack and its index from begin to end and compares their checksums.
   *
   * @param pause called after each MiB; may throw to end it
   * @throws Damaged if a byte is another than it was
   */
  public static void checkBytes(Path pack, Runnable pause) throws IOException {
    checkPair(pack);
    checkSum(pack, pause);
    checkSum(index(pack), pause);
  }

  private static void checkSum(Path file, Runnable pause) throws IOException {
    MessageDigest digest = sha1();
    long left = Files.size(file) - HASH;
    byte[] buffer = new byte[64 << 10];
    long sincePause = 0;
    try (InputStream plain = new BufferedInputStream(Files.newInputStream(file), buffer.length);
        DigestInputStream in = new DigestInputStream(plain, digest)) {
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          break;
        }
        left -= count;
        sincePause += count;
        if (sincePause >= PAUSE_EVERY) {
          sincePause = 0;
          pause.run();
        }
      }
      if (left != 0 || !Arrays.equals(digest.digest(), plain.readNBytes(HASH))) {
        throw new Damaged(file.getFileName() + " holds other bytes than were written");
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static MessageDigest sha1() {
    try {
      // Git's checksum of its own files; nothing is proven by it against an adversary.
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
