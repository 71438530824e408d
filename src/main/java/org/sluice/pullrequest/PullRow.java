package org.sluice.pullrequest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.platform.database.SearchText;
import org.sluice.pullrequest.light.Lit;
import org.sluice.registry.status.Light;

/**
 * A pull request as it is stored; what is longer than its column is cut here.
 *
 * @param pull what a list told of it
 * @param mergeable whether it can be merged, when that could last be read
 * @param lit its light
 * @param knownLight its light when everything could last be read; null if that never was
 * @param knownAt when that was; null if never
 * @param checks reduced checks when they could last be read
 * @param checksAt when that was; null if never
 * @param reviews what each reviewer thought when that could last be read
 * @param reviewsAt when that was; null if never
 * @param observedAt when it was last looked at
 * @param endedAt when it was found merged or closed; null while it is open
 */
public record PullRow(
    Pull pull,
    Mergeable mergeable,
    Lit lit,
    Light knownLight,
    Instant knownAt,
    List<ShownCheck> checks,
    Instant checksAt,
    List<ShownReview> reviews,
    Instant reviewsAt,
    Instant observedAt,
    Instant endedAt) {

  private static final int MAX_TITLE = 1000;
  private static final int MAX_NAME = 255;
  private static final int MAX_BRANCH = 512;
  private static final int MAX_URL = 2048;
  private static final int MAX_LABEL = 200;
  private static final int MAX_LABELS = 50;

  /** Cuts what is too long to be kept. */
  public PullRow {
    pull =
        new Pull(
            pull.number(),
            cut(pull.title(), MAX_TITLE),
            cut(pull.author(), MAX_NAME),
            pull.bot(),
            pull.webUrl() == null || pull.webUrl().length() > MAX_URL ? null : pull.webUrl(),
            cut(pull.sourceBranch(), MAX_BRANCH),
            cut(pull.sourceRepository(), MAX_BRANCH),
            cut(pull.targetBranch(), MAX_BRANCH),
            cut(pull.headSha(), 64),
            pull.draft(),
            pull.state(),
            pull.labels().stream()
                .map(label -> cut(label, MAX_LABEL))
                .distinct()
                .limit(MAX_LABELS)
                .toList(),
            pull.createdAt(),
            pull.updatedAt());
    checks = List.copyOf(checks);
    reviews = List.copyOf(reviews);
  }

  static String cut(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }

  /** Its text in the form in which it is searched. */
  String searchText() {
    String text =
        Stream.of("#" + pull.number(), pull.title(), pull.author(), pull.sourceBranch())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    return cut(SearchText.of(text), 1600);
  }

  /** Tells rows apart that differ in more than when they were looked at. */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String all =
          Arrays.asList(pull, mergeable, lit, knownLight, checks, reviews, endedAt).toString();
      return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
