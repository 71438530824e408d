package org.sluice.git.care;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.git.Connectivity;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.refs.OwnRefs;
import org.sluice.platform.Cancellation;

/**
 * Brings into a new clone what only the damaged mirror had: the refs as they stood there, Sluice's
 * own ones too, each if all that it leads to can still be read.
 *
 * <p>So a repair moves no ref by itself, but for one that cannot stand beside what the upstream has
 * by now: that is kept, and can be restored. Whatever the upstream has changed since comes with the
 * sync that follows, under the mirror's own rules.
 */
final class Salvage {

  private static final String FILE = "sluice-salvage";
  // Each may read much of what is broken; halving tells a thousand bad tips from each other so.
  private static final int MOST_FAILED = 2000;

  private final BareMirror fresh;
  private final Path file;
  private final Cancellation cancellation;
  private final ProgressMonitor monitor;
  private int failed;

  private Salvage(BareMirror fresh, Path folder, Cancellation cancellation) {
    this.fresh = fresh;
    this.file = folder.resolve(FILE);
    this.cancellation = cancellation;
    this.monitor =
        new EmptyProgressMonitor() {
          @Override
          public boolean isCancelled() {
            return cancellation.isCancelled();
          }
        };
  }

  /**
   * What could be brought over.
   *
   * @param refs refs that stand in the new clone as they stood in the damaged mirror
   * @param kept refs that cannot stand beside those of the upstream, and are kept as if a sync had
   *     overwritten them
   * @param lost refs that lead to something that cannot be read
   */
  record Saved(int refs, int kept, int lost) {}

  /**
   * Brings it over.
   *
   * @param damaged folder of the mirror; need not be readable at all
   * @param beside folder of the new clone, which is whole and stays so
   * @throws IOException if the new clone cannot be written
   */
  static Saved into(Path damaged, Path beside, Cancellation cancellation) throws IOException {
    try (Repository old = open(damaged);
        BareMirror fresh = BareMirror.open(beside)) {
      Map<String, ObjectId> refs = old == null ? Map.of() : refs(old);
      return new Salvage(fresh, beside, cancellation).bring(old, refs);
    }
  }

  private static Repository open(Path damaged) {
    try {
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      return builder.setBare().setGitDir(damaged.toFile()).setMustExist(true).build();
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static Map<String, ObjectId> refs(Repository old) {
    Map<String, ObjectId> refs = new HashMap<>();
    try {
      for (Ref ref : old.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
        if (ref.getObjectId() != null) {
          refs.put(ref.getName(), ref.getObjectId());
        }
      }
    } catch (IOException unreadable) {
      return Map.of();
    }
    return refs;
  }

  private Saved bring(Repository old, Map<String, ObjectId> refs) throws IOException {
    Set<ObjectId> known = new HashSet<>();
    Set<ObjectId> wanted = new HashSet<>();
    try (ObjectReader reader = fresh.repository().newObjectReader()) {
      for (ObjectId tip : refs.values()) {
        // The clone has nothing that it does not have wholly.
        (reader.has(tip) ? known : wanted).add(tip);
      }
    }
    known.addAll(saved(old, wanted));
    List<ReceiveCommand> moves = new ArrayList<>();
    Map<String, ObjectId> now = refs(fresh.repository());
    NavigableSet<String> names = new TreeSet<>(now.keySet());
    Instant at = Instant.now();
    int saved = 0;
    int kept = 0;
    for (Map.Entry<String, ObjectId> each : refs.entrySet()) {
      ObjectId tip = each.getValue();
      if (known.contains(tip) && stands(each.getKey(), names)) {
        kept++;
        moves.add(new ReceiveCommand(ObjectId.zeroId(), tip, OwnRefs.kept(at, each.getKey())));
      } else if (known.contains(tip)) {
        saved++;
        ObjectId before = now.getOrDefault(each.getKey(), ObjectId.zeroId());
        if (!before.equals(tip)) {
          moves.add(new ReceiveCommand(before, tip, each.getKey()));
        }
      }
    }
    fresh.apply(moves);
    return new Saved(saved, kept, refs.size() - saved - kept);
  }

  /**
   * Whether a ref of the upstream is where this one would need a folder, or the other way round.
   */
  private static boolean stands(String name, NavigableSet<String> now) {
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      if (now.contains(name.substring(0, slash))) {
        return true;
      }
    }
    String below = now.ceiling(name + "/");
    return below != null && below.startsWith(name + "/");
  }

  private Set<ObjectId> saved(Repository old, Set<ObjectId> wanted) throws IOException {
    if (wanted.isEmpty()) {
      return Set.of();
    }
    Set<ObjectId> saved = new HashSet<>();
    save(old, List.copyOf(wanted), haves(old), saved);
    return saved;
  }

  /**
   * Copies tips together if that goes, else each half of them by itself.
   *
   * @param haves grows by what was saved, so that nothing is copied twice
   */
  private void save(Repository old, List<ObjectId> tips, Set<ObjectId> haves, Set<ObjectId> saved)
      throws IOException {
    cancellation.check();
    if (copied(old, Set.copyOf(tips), haves)) {
      saved.addAll(tips);
      haves.addAll(tips);
      return;
    }
    failed++;
    int half = tips.size() / 2;
    if (half > 0 && failed < MOST_FAILED) {
      save(old, tips.subList(0, half), haves, saved);
      save(old, tips.subList(half, tips.size()), haves, saved);
    }
  }

  /** Tips of the clone that the damaged mirror can read too. */
  private Set<ObjectId> haves(Repository old) throws IOException {
    Set<ObjectId> haves = new HashSet<>();
    try (ObjectReader reader = old.newObjectReader()) {
      for (ObjectId tip : fresh.tips()) {
        try {
          reader.open(tip);
          haves.add(tip);
        } catch (IOException unreadable) {
          // Then more is copied than need be.
        }
      }
    }
    return haves;
  }

  /**
   * Copies tips with all that they lead to.
   *
   * @return false if not all of it can be read
   */
  private boolean copied(Repository old, Set<ObjectId> tips, Set<ObjectId> haves)
      throws IOException {
    try {
      if (!write(old, tips, haves)) {
        return false;
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
          ObjectInserter inserter = fresh.repository().newObjectInserter()) {
        PackParser parser = inserter.newPackParser(in);
        parser.setAllowThin(false);
        parser.parse(monitor);
        inserter.flush();
      }
      return isWhole(tips);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private boolean write(Repository old, Set<ObjectId> tips, Set<ObjectId> haves) {
    PackConfig config = new PackConfig(old);
    config.setThreads(1);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        PackWriter writer = new PackWriter(config, old.newObjectReader())) {
      writer.setUseBitmaps(false);
      writer.setReuseValidatingObjects(true);
      writer.setIgnoreMissingUninteresting(true);
      writer.preparePack(monitor, tips, haves);
      writer.writePack(monitor, monitor, out);
      return true;
    } catch (IOException | RuntimeException unreadable) {
      cancellation.check();
      return false;
    }
  }

  private boolean isWhole(Collection<ObjectId> tips) {
    try {
      Connectivity.check(
          fresh.repository(), tips, refs(fresh.repository()).values(), cancellation::check);
      return true;
    } catch (IOException missing) {
      return false;
    }
  }
}
