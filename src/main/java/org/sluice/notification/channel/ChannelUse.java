package org.sluice.notification.channel;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.identity.NamespaceUse;

/**
 * Keeps a namespace from being deleted while a channel is limited to it; the channel would else be
 * limited to nothing without a word.
 */
@ApplicationScoped
public class ChannelUse implements NamespaceUse {

  @Inject private ChannelStore store;

  @Override
  public boolean uses(UUID namespaceId) {
    return store.anyLimitedTo(namespaceId);
  }
}
