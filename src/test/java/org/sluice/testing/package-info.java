/** What tests share: a running Sluice, a client for its API, and waiting without sleeping. */
package org.sluice.testing;
