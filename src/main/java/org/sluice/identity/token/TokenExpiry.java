package org.sluice.identity.token;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.identity.AccessChanged;

/**
 * Announces tokens that end by themselves: whoever is in with one stays until he is told otherwise.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TokenExpiry {

  private static final Logger LOG = Logger.getLogger(TokenExpiry.class.getName());

  @Inject private TokenStore tokens;
  @Inject private Event<AccessChanged> accessChanged;

  /** Nobody was in before the start. */
  private Instant seen = Instant.now();

  /** Announces what has expired since the last look. */
  @Schedule(hour = "*", minute = "*", second = "*/15", persistent = false)
  public void look() {
    try {
      Instant now = Instant.now();
      for (UUID user : tokens.usersOfExpired(seen, now)) {
        accessChanged.fire(new AccessChanged(user));
      }
      seen = now;
    } catch (RuntimeException failed) {
      // The next look covers this time too; what escapes may end the timer for ever.
      LOG.log(Level.WARNING, "could not look for expired tokens", failed);
    }
  }
}
