package org.sluice.git.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;
import org.sluice.git.PlainSystemReader;
import org.sluice.git.disk.MirrorSwap;
import org.sluice.git.refs.HiddenRefs;

/**
 * A mirror as one client sees it in one request: its refs as they stood when it was opened, and
 * what can be reached from them. Nothing of it can be changed.
 *
 * <p>It takes no lock: refs move all at once and packs are only added, so a sync beside it changes
 * nothing that has been read.
 */
public final class ServedMirror implements AutoCloseable {

  private static final String SERVICE = "git-upload-pack";

  // A delta is searched among ten objects; without bounds that can be more than the heap.
  private static final int LARGEST_DELTA = 8 << 20;
  private static final int DELTA_MEMORY = 32 << 20;

  static {
    PlainSystemReader.install();
  }

  private final Path folder;
  private final Repository repository;
  private final Map<String, Ref> refs;

  private ServedMirror(Path folder, Repository repository, Map<String, Ref> refs) {
    this.folder = folder;
    this.repository = repository;
    this.refs = refs;
  }

  /**
   * Opens a mirror.
   *
   * @param folder of a mirror that was cloned
   * @throws IOException if it cannot be read, or is gone
   */
  public static ServedMirror open(Path folder) throws IOException {
    return MirrorSwap.reading(() -> opened(folder));
  }

  private static ServedMirror opened(Path folder) throws IOException {
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.setBare().setGitDir(folder.toFile()).setMustExist(true);
    Repository repository = builder.build();
    try {
      return new ServedMirror(folder, repository, servedRefs(repository));
    } catch (IOException | RuntimeException failed) {
      repository.close();
      throw failed;
    }
  }

  /** Read once: what JGit reads for itself, prefix by prefix, could be from before and after. */
  private static Map<String, Ref> servedRefs(Repository repository) throws IOException {
    Map<String, Ref> served = new TreeMap<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      boolean named =
          ref.getName().equals(Constants.HEAD) || ref.getName().startsWith(Constants.R_REFS);
      String leaf = ref.getLeaf().getName();
      boolean hidden = !leaf.equals(Constants.HEAD) && HiddenRefs.isOwn(leaf);
      if (named && !hidden && ref.getObjectId() != null) {
        served.put(ref.getName(), ref);
      }
    }
    return served;
  }

  /** Id of the commit that HEAD leads to; empty if it leads nowhere. */
  public Optional<String> headCommit() {
    return Optional.ofNullable(refs.get(Constants.HEAD)).map(head -> head.getObjectId().name());
  }

  /**
   * Answers the first request of a client: the refs, or what the protocol's second version can do.
   *
   * @param protocol the {@code Git-Protocol} that the client sent; null for the oldest
   */
  public void list(String protocol, OutputStream out) throws IOException {
    UploadPack upload = uploadPack(protocol, tips());
    try {
      upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), SERVICE);
    } finally {
      upload.getRevWalk().close();
    }
  }

  /**
   * Answers any later request. What is wrong with it in terms of the protocol is told to the client
   * in its own words and is no failure.
   *
   * @param protocol the {@code Git-Protocol} that the client sent; null for the oldest
   * @param gate asked before objects are looked for
   * @throws org.sluice.failure.DomainException if the gate or a limit refuses; nothing was answered
   *     then
   * @throws IOException if the mirror cannot be read, or the client is gone; what was answered is
   *     not whole then
   */
  public Exchange answer(String protocol, RequestBody body, OutputStream out, Gate gate)
      throws IOException {
    Set<ObjectId> tips = tips();
    Conversation conversation = new Conversation(uploadPack(protocol, tips), tips, gate, out);
    return conversation.answer(body);
  }

  private UploadPack uploadPack(String protocol, Set<ObjectId> tips) {
    UploadPack upload = new UploadPack(repository);
    upload.setBiDirectionalPipe(false);
    if (protocol != null) {
      upload.setExtraParameters(List.of(protocol.split(":")));
    }
    upload.setTransferConfig(new TransferConfig(transfers()));
    upload.setPackConfig(packs());
    upload.setAdvertisedRefs(refs);
    upload.setRequestValidator(new ReachableWants(folder, tips));
    return upload;
  }

  private static Config transfers() {
    Config config = new Config();
    config.setBoolean("uploadpack", null, "allowfilter", true);
    return config;
  }

  private PackConfig packs() {
    PackConfig packs = new PackConfig(repository);
    // Others are served meanwhile.
    packs.setThreads(1);
    packs.setBigFileThreshold(LARGEST_DELTA);
    packs.setDeltaSearchMemoryLimit(DELTA_MEMORY);
    return packs;
  }

  private Set<ObjectId> tips() {
    Set<ObjectId> tips = new HashSet<>();
    refs.values().forEach(ref -> tips.add(ref.getObjectId()));
    return tips;
  }

  @Override
  public void close() {
    repository.close();
  }
}
