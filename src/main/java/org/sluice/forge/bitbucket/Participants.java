package org.sluice.forge.bitbucket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Review;
import org.sluice.forge.Told;

/** Who takes part in a pull request, and how each of them stands now. */
final class Participants {

  private Participants() {}

  /** One review for each participant with an opinion. */
  static List<Review> reviews(List<Told> participants) throws ForgeFailure {
    Set<String> names = new HashSet<>();
    List<Review> reviews = new ArrayList<>();
    for (Told participant : participants) {
      Review.Opinion opinion = opinion(participant);
      if (opinion != null) {
        Told user = participant.objectOrNull("user");
        String name = user == null ? null : name(user);
        // Nicknames are not unique, and one person's opinion does not replace another's.
        if (name != null && !names.add(name)) {
          name = name + " " + user.words("uuid");
        }
        reviews.add(new Review(name, opinion, participant.timeOrNull("participated_on")));
      }
    }
    return reviews;
  }

  /** Bitbucket no longer tells user names; the nickname is what people call each other by. */
  static String name(Told person) throws ForgeFailure {
    String nickname = person.wordsOrNull("nickname");
    return nickname == null ? person.words("display_name") : nickname;
  }

  /** The state is newer than the mark for approval, which older answers have alone. */
  private static Review.Opinion opinion(Told participant) throws ForgeFailure {
    String state = participant.textOrNull("state");
    if ("changes_requested".equals(state)) {
      return Review.Opinion.CHANGES_REQUESTED;
    }
    return "approved".equals(state) || participant.isSet("approved")
        ? Review.Opinion.APPROVED
        : null;
  }
}
