package org.sluice.notification.channel;

import java.util.List;
import org.sluice.platform.Notice.Severity;

/**
 * What is to change of a channel: named as for making one, a field that is absent stays. The secret
 * is none of them; it is only ever replaced by its rotation.
 *
 * @param name new name
 * @param enabled whether it gets messages
 * @param topics globs of topics; null for all
 * @param minimumSeverity the least that it gets
 * @param namespace the only namespace; null for all
 * @param recipients addresses of a MAIL channel
 * @param url endpoint of a WEBHOOK channel
 */
public record ChannelChange(
    String name,
    Boolean enabled,
    List<String> topics,
    Severity minimumSeverity,
    String namespace,
    List<String> recipients,
    String url) {}
