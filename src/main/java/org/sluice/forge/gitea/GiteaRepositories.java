package org.sluice.forge.gitea;

import java.util.ArrayList;
import java.util.List;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Told;

/** What Gitea and Forgejo answer of repositories. */
final class GiteaRepositories {

  private static final long KIBIBYTE = 1024;

  private GiteaRepositories() {}

  /** The repositories of a page. */
  static List<RemoteRepository> all(Told page) throws ForgeFailure {
    List<RemoteRepository> all = new ArrayList<>();
    for (Told repository : page.items()) {
      all.add(one(repository));
    }
    return all;
  }

  /** One repository. */
  static RemoteRepository one(Told repository) throws ForgeFailure {
    Long size = repository.numberOrNull("size");
    String language = repository.wordsOrNull("language");
    List<String> licences = repository.textsOrNone("licenses");
    return new RemoteRepository(
        Long.toString(repository.number("id")),
        repository.words("full_name"),
        repository.wordsOrNull("clone_url"),
        repository.wordsOrNull("html_url"),
        repository.wordsOrNull("description"),
        repository.textsOrNone("topics"),
        language == null ? List.of() : List.of(language),
        licences.isEmpty() ? null : licences.get(0),
        repository.numberOrNull("stars_count"),
        repository.numberOrNull("forks_count"),
        repository.numberOrNull("watchers_count"),
        repository.numberOrNull("open_issues_count"),
        size == null ? null : size * KIBIBYTE,
        repository.wordsOrNull("default_branch"),
        visibility(repository),
        repository.isSet("archived"),
        false,
        repository.flagOrNull("empty"),
        repository.objectOrNull("parent", parent -> parent.words("full_name")),
        repository.timeOrNull("created_at"),
        repository.timeOrNull("updated_at"),
        null);
  }

  private static String visibility(Told repository) throws ForgeFailure {
    Boolean hidden = repository.flagOrNull("private");
    if (hidden == null) {
      return null;
    }
    // Internal ones are public to whoever sees their owner.
    return hidden ? "private" : repository.isSet("internal") ? "internal" : "public";
  }

  /** Whether the repository has pull requests at all. */
  static boolean hasPullRequests(Told repository) throws ForgeFailure {
    return !Boolean.FALSE.equals(repository.flagOrNull("has_pull_requests"));
  }
}
