package org.sluice.configsource.hook;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A listener that is about to be added.
 *
 * @param url where messages are posted to: https, without a user or a fragment
 */
public record NewListener(@Schema(required = true, maxLength = 2048) String url) {}
