package org.sluice.git.sample;

import java.util.List;

/**
 * What one sample repository looks like.
 *
 * @param name owner and repository
 * @param description one sentence for a person
 * @param commits on the default branch
 * @param branches besides the default one
 * @param tags half of them annotated
 * @param head name of the default branch
 * @param trait what is peculiar about it
 */
record Blueprint(
    String name,
    String description,
    int commits,
    int branches,
    int tags,
    String head,
    Trait trait) {

  /** What is peculiar about a sample. */
  enum Trait {
    PLAIN,
    /** Paths beyond ASCII. */
    FOREIGN_PATHS,
    /** A file of some megabytes. */
    BIG_FILE,
    /** Every so often a commit has two parents. */
    MERGES,
    /** Refs that a forge keeps for its pull requests. */
    PULL_REFS,
    /** Notes beside branches and tags. */
    NOTES
  }

  /** The fleet. */
  static final List<Blueprint> FLEET =
      List.of(
          of(
              "orchard/apples",
              "The large one: a long history with hundreds of refs.",
              3000,
              120,
              300),
          new Blueprint(
              "orchard/pears",
              "Has pull request refs, which are not mirrored.",
              800,
              40,
              20,
              "main",
              Trait.PULL_REFS),
          new Blueprint(
              "orchard/cherries",
              "Its default branch is called trunk.",
              250,
              6,
              12,
              "trunk",
              Trait.PLAIN),
          new Blueprint(
              "harbour/lighthouse",
              "Has paths in several scripts.",
              120,
              4,
              6,
              "main",
              Trait.FOREIGN_PATHS),
          of("harbour/ferry", "A small service.", 60, 3, 4),
          new Blueprint("harbour/tides", "Holds a big file.", 40, 2, 3, "main", Trait.BIG_FILE),
          of("mill/flour", "A library with many releases.", 400, 8, 60),
          of("mill/wheel", "A single commit.", 1, 0, 0),
          of("mill/seedbank", "Empty as yet.", 0, 0, 0),
          new Blueprint(
              "observatory/stars",
              "A history with many merges.",
              1200,
              30,
              40,
              "main",
              Trait.MERGES),
          new Blueprint(
              "observatory/almanac", "Keeps notes on commits.", 30, 1, 2, "main", Trait.NOTES),
          of("observatory/telescope", "Many branches that live long.", 200, 80, 5));

  private static Blueprint of(
      String name, String description, int commits, int branches, int tags) {
    return new Blueprint(name, description, commits, branches, tags, "main", Trait.PLAIN);
  }
}
