package org.sluice.forge.bitbucket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Told;

/** What Bitbucket answers of repositories. */
final class BitbucketRepositories {

  private BitbucketRepositories() {}

  /** The repositories of a page. */
  static List<RemoteRepository> all(Told page) throws ForgeFailure {
    List<RemoteRepository> all = new ArrayList<>();
    for (Told repository : page.items("values")) {
      all.add(one(repository));
    }
    return all;
  }

  /** One repository. */
  static RemoteRepository one(Told repository) throws ForgeFailure {
    String language = repository.wordsOrNull("language");
    String branch = repository.objectOrNull("mainbranch", main -> main.words("name"));
    return new RemoteRepository(
        repository.words("uuid"),
        repository.words("full_name"),
        cloneUrl(repository),
        webUrl(repository),
        repository.wordsOrNull("description"),
        List.of(),
        language == null ? List.of() : List.of(language),
        null,
        null,
        null,
        null,
        null,
        repository.numberOrNull("size"),
        branch,
        repository.flag("is_private") ? "private" : "public",
        false,
        false,
        // A repository gets its main branch with its first commit.
        branch == null,
        repository.objectOrNull("parent", parent -> parent.words("full_name")),
        repository.timeOrNull("created_on"),
        repository.timeOrNull("updated_on"),
        null);
  }

  /** The page of anything that has one; null if it is not told. */
  static String webUrl(Told of) throws ForgeFailure {
    Told html = of.objectOrNull("links", links -> links.objectOrNull("html"));
    return html == null ? null : html.wordsOrNull("href");
  }

  private static String cloneUrl(Told repository) throws ForgeFailure {
    Told links = repository.objectOrNull("links");
    if (links == null || !links.has("clone")) {
      return null;
    }
    for (Told way : links.items("clone")) {
      if (way.text("name").equals("https")) {
        return withoutUser(way);
      }
    }
    return null;
  }

  /** Bitbucket puts the name of who asks in front of the host. */
  private static String withoutUser(Told way) throws ForgeFailure {
    try {
      URI uri = new URI(way.words("href"));
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    } catch (URISyntaxException noAddress) {
      throw way.malformed("is no address");
    }
  }
}
