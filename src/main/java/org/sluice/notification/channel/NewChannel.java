package org.sluice.notification.channel;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.notification.post.ChannelKind;
import org.sluice.platform.Notice.Severity;

/**
 * A channel that is to be made.
 *
 * @param name unique name
 * @param kind way of its messages; cannot be changed later
 * @param enabled whether it gets messages; true unless given
 * @param topics globs of topics, such as {@code mirror-*}; all topics unless given
 * @param minimumSeverity the least that it gets; INFO unless given
 * @param namespace name of the only namespace whose notices it gets; all unless given
 * @param recipients addresses of a MAIL channel
 * @param url endpoint of a WEBHOOK channel
 */
public record NewChannel(
    @Schema(required = true, maxLength = 100) String name,
    @Schema(required = true) ChannelKind kind,
    Boolean enabled,
    List<String> topics,
    Severity minimumSeverity,
    String namespace,
    List<String> recipients,
    String url) {}
