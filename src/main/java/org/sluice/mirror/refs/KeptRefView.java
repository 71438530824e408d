package org.sluice.mirror.refs;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.disk.MirrorRefs;

/**
 * The tip of a ref from before a sync overwrote or deleted it, as the API shows it.
 *
 * @param id its id
 * @param ref full name of the ref
 * @param tip object that it named, 40 hex digits
 * @param keptAt when it was overwritten or deleted
 * @param expiresAt when it goes for good
 */
@Schema(name = "KeptRef")
public record KeptRefView(UUID id, String ref, String tip, Instant keptAt, Instant expiresAt) {

  static KeptRefView of(MirrorRefs.KeptRef kept, Duration keptFor) {
    return new KeptRefView(
        kept.id(), kept.ref(), kept.objectId(), kept.keptAt(), kept.keptAt().plus(keptFor));
  }
}
