package org.sluice.configsource;

import java.io.IOException;

/** Whoever answers as a configuration server: the peer, Sluice, or Sluice's rules alone. */
interface ConfigurationServer {

  Answered ask(Asked asked) throws IOException, InterruptedException;
}
