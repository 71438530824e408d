package org.sluice.git.care;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.refs.OwnRefs;

/**
 * The tips that syncs overwrote or deleted, {@code refs/sluice/kept/<time>/…}, and the end of their
 * time.
 */
final class KeptTips {

  private KeptTips() {}

  /**
   * Lets go of the tips that were kept before a time. The caller has the mirror's lock and has
   * marked it.
   *
   * @return how many
   */
  static int expire(BareMirror mirror, Instant before) throws IOException {
    List<ReceiveCommand> gone = new ArrayList<>();
    for (Ref ref : mirror.repository().getRefDatabase().getRefsByPrefix(OwnRefs.KEPT)) {
      if (OwnRefs.keptAt(ref.getName()).filter(at -> at.isBefore(before)).isPresent()) {
        gone.add(new ReceiveCommand(ref.getObjectId(), ObjectId.zeroId(), ref.getName()));
      }
    }
    mirror.apply(gone);
    return gone.size();
  }
}
