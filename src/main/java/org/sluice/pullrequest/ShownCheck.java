package org.sluice.pullrequest;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.forge.Check;
import org.sluice.pullrequest.light.CheckWords;
import org.sluice.pullrequest.light.LightRule;
import org.sluice.registry.status.Light;

/**
 * The newest run of a check, as it is kept and shown.
 *
 * @param name for people
 * @param light what its state means
 * @param state the forge's word for it
 * @param url its page; null if there is none
 */
@Schema(name = "PullRequestCheck")
public record ShownCheck(String name, Light light, String state, String url) {

  /** Checks of one pull request that are kept; the light is that of all. */
  static final int MOST = 200;

  private static final int MAX_NAME = 200;
  private static final int MAX_URL = 500;

  /** The newest of each series, the worst first if they are too many to be kept. */
  public static List<ShownCheck> of(Collection<Check> runs) {
    List<ShownCheck> shown =
        LightRule.newest(runs).stream()
            .map(
                each ->
                    new ShownCheck(
                        PullRow.cut(each.name(), MAX_NAME),
                        CheckWords.light(each),
                        PullRow.cut(each.state(), 40),
                        each.url() == null || each.url().length() > MAX_URL ? null : each.url()))
            .toList();
    return shown.size() <= MOST
        ? shown
        : shown.stream().sorted(Comparator.comparing(ShownCheck::light)).limit(MOST).toList();
  }
}
