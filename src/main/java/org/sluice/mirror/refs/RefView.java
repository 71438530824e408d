package org.sluice.mirror.refs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.disk.MirrorRefs;

/**
 * A ref of a mirror as the API shows it.
 *
 * @param name full name
 * @param tip object that it names, 40 hex digits
 * @param peeledTip commit behind an annotated tag; null if it is none
 */
@Schema(name = "Ref")
public record RefView(String name, String tip, String peeledTip) {

  static RefView of(MirrorRefs.NamedRef ref) {
    return new RefView(ref.name(), ref.objectId(), ref.peeledId());
  }
}
