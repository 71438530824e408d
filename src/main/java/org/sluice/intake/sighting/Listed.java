package org.sluice.intake.sighting;

import org.sluice.forge.RemoteRepository;
import org.sluice.intake.address.Address;
import org.sluice.intake.address.NoRepository;
import org.sluice.platform.Inside;
import org.sluice.registry.upstream.UpstreamKey;

/**
 * A repository as a forge lists it.
 *
 * @param remoteId the forge's immutable id
 * @param name full name there
 * @param cloneUrl where it is cloned from; null if the forge does not tell
 * @param key what all spellings of that have in common; null if it has none
 */
@Inside
public record Listed(String remoteId, String name, String cloneUrl, String key) {

  private static final int MAX_ID = 100;
  private static final int MAX_NAME = 512;

  public static Listed of(RemoteRepository remote) {
    String key;
    try {
      key = UpstreamKey.of(Address.of(remote.cloneUrl()).upstream());
    } catch (NoRepository unusual) {
      key = null;
    }
    return new Listed(
        cut(remote.id(), MAX_ID), cut(remote.fullName(), MAX_NAME), remote.cloneUrl(), key);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
