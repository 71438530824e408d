package org.sluice.egress.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The answers that are kept on disk, one file for each address and token. Thread-safe.
 *
 * <p>Nothing depends on them: a file that is missing or broken costs one request of the budget, and
 * so does a disk that takes none. What one token was shown is never found with another.
 */
final class KeptAnswers {

  private static final System.Logger LOG = System.getLogger(KeptAnswers.class.getName());

  private static final int MOST_OF_ONE = 4 * 1024 * 1024;
  private static final long MOST_OF_ALL = 1024L * 1024 * 1024;
  private static final int FOLDERS = 16;
  // Of what a folder may hold: written since it was last looked at.
  private static final int SWEPT_AFTER = 32;
  // As what a small file takes of the disk, and of the sweep's time.
  private static final long LEAST_OF_ONE = 4 * 1024;
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final String BESIDE = ".new";

  private final Supplier<Path> folder;
  private final long mostOfFolder;
  private final AtomicLongArray written = new AtomicLongArray(FOLDERS);
  private final AtomicLong names = new AtomicLong(System.nanoTime());

  KeptAnswers(Supplier<Path> folder) {
    this(folder, MOST_OF_ALL);
  }

  /**
   * Answers in a folder.
   *
   * @param most bytes of all of them; each of the folders below has an equal share
   */
  KeptAnswers(Supplier<Path> folder, long most) {
    this.folder = folder;
    this.mostOfFolder = most / FOLDERS;
  }

  /** What is kept of an address, as that account was answered; empty if nothing. */
  Optional<KeptAnswer> find(ApiAccount account, URI uri, String accept) {
    Path file = null;
    try {
      file = file(account, uri, accept);
      KeptAnswer kept;
      try (InputStream bytes = Files.newInputStream(file);
          DataInputStream in =
              new DataInputStream(new BufferedInputStream(new GZIPInputStream(bytes)))) {
        kept = KeptAnswer.readFrom(in);
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(kept);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | RuntimeException broken) {
      LOG.log(System.Logger.Level.DEBUG, "a kept answer cannot be read", broken);
      delete(file);
      return Optional.empty();
    }
  }

  /** Keeps an answer, if it can be asked for by a tag and is not too large. */
  void keep(ApiAccount account, URI uri, String accept, ApiAnswer answer) {
    KeptAnswer kept = KeptAnswer.of(answer);
    if (kept == null) {
      return;
    }
    Path beside = null;
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
        kept.writeTo(out);
      }
      if (bytes.size() > MOST_OF_ONE) {
        return;
      }
      Path file = file(account, uri, accept);
      Files.createDirectories(file.getParent());
      beside = file.resolveSibling(file.getFileName() + "." + names.incrementAndGet() + BESIDE);
      Files.write(beside, bytes.toByteArray());
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sweepAfter(file.getParent(), Math.max(LEAST_OF_ONE, bytes.size()));
    } catch (IOException | RuntimeException cannot) {
      LOG.log(System.Logger.Level.DEBUG, "an answer cannot be kept", cannot);
      delete(beside);
    }
  }

  private Path file(ApiAccount account, URI uri, String accept) {
    MessageDigest digest = sha256();
    for (String part :
        List.of(
            account.budget(),
            account.secret() == null ? "" : account.header() + ": " + account.secret(),
            uri.toString(),
            accept)) {
      // Digested by itself first, so that no two lists of parts run into the same bytes.
      digest.update(sha256().digest(part.getBytes(StandardCharsets.UTF_8)));
    }
    String name = HexFormat.of().formatHex(digest.digest());
    return folder.get().resolve(name.substring(0, 1)).resolve(name.substring(1));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException later) {
      LOG.log(System.Logger.Level.DEBUG, "a kept answer cannot be deleted", later);
    }
  }

  private void sweepAfter(Path below, long bytes) throws IOException {
    int number = Integer.parseInt(below.getFileName().toString(), FOLDERS);
    if (written.addAndGet(number, bytes) > mostOfFolder / SWEPT_AFTER) {
      written.set(number, 0);
      sweep(below);
    }
  }

  /** Deletes those that were not used for longest, until a tenth of the room is free again. */
  private void sweep(Path below) throws IOException {
    record Found(Path file, long size, Instant used) {}
    List<Found> all = new ArrayList<>();
    Instant abandoned = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(below)) {
      for (Path file : files) {
        BasicFileAttributes seen;
        try {
          seen = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException gone) {
          continue;
        }
        Instant used = seen.lastModifiedTime().toInstant();
        if (!file.toString().endsWith(BESIDE)) {
          all.add(new Found(file, Math.max(LEAST_OF_ONE, seen.size()), used));
        } else if (used.isBefore(abandoned)) {
          delete(file);
        }
      }
    }
    long total = all.stream().mapToLong(Found::size).sum();
    if (total <= mostOfFolder) {
      return;
    }
    all.sort(Comparator.comparing(Found::used));
    for (Found oldest : all) {
      if (total <= mostOfFolder - mostOfFolder / 10) {
        break;
      }
      delete(oldest.file);
      total -= oldest.size;
    }
  }
}
