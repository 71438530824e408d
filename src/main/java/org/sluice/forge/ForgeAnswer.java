package org.sluice.forge;

import org.sluice.egress.api.ApiAnswer;
import org.sluice.platform.Inside;

/**
 * What a forge answered to a request that it took.
 *
 * @param told the body
 * @param raw with its fields
 */
@Inside
public record ForgeAnswer(Told told, ApiAnswer raw) {}
