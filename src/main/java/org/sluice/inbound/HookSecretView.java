package org.sluice.inbound;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A webhook's secret as the API shows it.
 *
 * @param path where the forge is to send its webhooks to, below this server
 * @param secret what the forge is to sign with; only in the answer that made it, else null
 * @param createdAt when it was made; null if there is none
 */
@Schema(name = "HookSecret")
public record HookSecretView(String path, String secret, Instant createdAt) {

  @Override
  public String toString() {
    return "HookSecretView[" + path + "]";
  }
}
