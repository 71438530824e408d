package org.sluice.configsource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TagBuilder;

/** A bare repository of configuration for tests, made without a work tree. */
public final class ConfigRepository implements AutoCloseable {

  private static final PersonIdent SOMEBODY = new PersonIdent("Somebody", "somebody@example.org");

  private final Path folder;
  private final FileRepository repository;
  private final ObjectInserter inserter;

  private ConfigRepository(Path folder, FileRepository repository) {
    this.folder = folder;
    this.repository = repository;
    this.inserter = repository.newObjectInserter();
  }

  /** Creates one whose HEAD is {@code main}. */
  public static ConfigRepository create(Path folder) throws IOException {
    FileRepository repository = new FileRepository(folder.toFile());
    repository.create(true);
    repository.updateRef(Constants.HEAD).link("refs/heads/main");
    return new ConfigRepository(folder, repository);
  }

  /** Where it lies. */
  public Path folder() {
    return folder;
  }

  /** Bytes of a text, one for each character. */
  public static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Bytes of a text in UTF-8. */
  public static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /**
   * Commits files onto a branch and nothing else.
   *
   * @param files contents by paths
   * @param links targets of symbolic links by paths
   * @return the commit's id
   */
  public String commit(String branch, Map<String, byte[]> files, Map<String, String> links)
      throws IOException {
    Map<String, DirCacheEntry> entries = new TreeMap<>();
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      entries.put(each.getKey(), entry(each.getKey(), FileMode.REGULAR_FILE, each.getValue()));
    }
    for (Map.Entry<String, String> each : links.entrySet()) {
      entries.put(each.getKey(), entry(each.getKey(), FileMode.SYMLINK, utf8(each.getValue())));
    }
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    entries.values().forEach(builder::add);
    builder.finish();
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(index.writeTree(inserter));
    ObjectId before = repository.resolve("refs/heads/" + branch);
    if (before != null) {
      commit.setParentId(before);
    }
    commit.setAuthor(SOMEBODY);
    commit.setCommitter(SOMEBODY);
    commit.setMessage("Change configuration");
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    point("refs/heads/" + branch, id);
    return id.name();
  }

  private DirCacheEntry entry(String path, FileMode mode, byte[] content) throws IOException {
    DirCacheEntry entry = new DirCacheEntry(path);
    entry.setFileMode(mode);
    entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, content));
    return entry;
  }

  /** Tags a commit, with an object of its own. */
  public void tag(String name, String commit) throws IOException {
    TagBuilder tag = new TagBuilder();
    tag.setTag(name);
    tag.setObjectId(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
    tag.setTagger(SOMEBODY);
    tag.setMessage("Release");
    ObjectId id = inserter.insert(tag);
    inserter.flush();
    point("refs/tags/" + name, id);
  }

  private void point(String ref, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(id);
    update.setForceUpdate(true);
    update.update();
  }

  @Override
  public void close() {
    inserter.close();
    repository.close();
  }
}
