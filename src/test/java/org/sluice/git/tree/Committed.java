package org.sluice.git.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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

/** A bare repository in the making: files are added in any order, then committed. */
final class Committed implements AutoCloseable {

  private static final PersonIdent SOMEBODY = new PersonIdent("Somebody", "somebody@example.org");

  private final FileRepository repository;
  private final ObjectInserter inserter;
  private final DirCache files = DirCache.newInCore();
  private final DirCacheBuilder builder = files.builder();

  private Committed(FileRepository repository) {
    this.repository = repository;
    inserter = repository.newObjectInserter();
  }

  static Committed in(Path folder) throws IOException {
    FileRepository repository = new FileRepository(folder.toFile());
    repository.create(true);
    return new Committed(repository);
  }

  FileRepository repository() {
    return repository;
  }

  Committed file(String path, String text) throws IOException {
    return entry(path.getBytes(UTF_8), FileMode.REGULAR_FILE, blob(text.getBytes(UTF_8)));
  }

  Committed entry(byte[] path, FileMode mode, ObjectId object) {
    DirCacheEntry entry = new DirCacheEntry(path);
    entry.setFileMode(mode);
    entry.setObjectId(object);
    builder.add(entry);
    return this;
  }

  ObjectId blob(byte[] content) throws IOException {
    ObjectId id = inserter.insert(Constants.OBJ_BLOB, content);
    inserter.flush();
    return id;
  }

  ObjectId blob(long size, InputStream content) throws IOException {
    ObjectId id = inserter.insert(Constants.OBJ_BLOB, size, content);
    inserter.flush();
    return id;
  }

  /** The commit of everything that was added. */
  ObjectId commit() throws IOException {
    builder.finish();
    return commit(files.writeTree(inserter));
  }

  ObjectId commit(ObjectId tree) throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setAuthor(SOMEBODY);
    commit.setCommitter(SOMEBODY);
    commit.setMessage("A change");
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    return id;
  }

  void ref(String name, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(name);
    update.setNewObjectId(id);
    update.forceUpdate();
  }

  @Override
  public void close() {
    inserter.close();
    repository.close();
  }
}
