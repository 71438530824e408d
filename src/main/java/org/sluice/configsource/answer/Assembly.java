package org.sluice.configsource.answer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.configsource.document.Directives;
import org.sluice.configsource.document.Document;
import org.sluice.configsource.document.FileFormat;
import org.sluice.configsource.document.ParsedFile;
import org.sluice.configsource.document.Value;
import org.sluice.configsource.placeholder.Placeholders;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.tree.CommitTree.TreeFile;

/** Puts one answer together. */
final class Assembly {

  /** Most files of an answer. */
  private static final int MOST_FILES = 500;

  /** Most documents of an answer. */
  private static final int MOST_DOCUMENTS = 2_000;

  /** Most names under which files are looked for. */
  private static final int MOST_CANDIDATES = 50_000;

  /** Most keys of an answer, those that lose among them. */
  private static final int MOST_KEYS = 100_000;

  /** Most characters of an answer. */
  private static final long MOST_CHARACTERS = 24L << 20;

  /** Most profiles of an answer. */
  private static final int MOST_PROFILES = 100;

  /** Most things that are named as not read. */
  private static final int MOST_UNREAD = 50;

  private final ConfigFiles files;
  private final Question question;
  private final ServedCommit commit;
  private final List<String> folders;
  private final List<String> names;
  private final Contribution top = Contribution.top();
  private final Set<String> loaded = new HashSet<>();
  private final Set<UnreadFile> unread = new LinkedHashSet<>();
  private Activation activation = Activation.NOTHING_KNOWN;
  private int documents;
  private int looks;

  Assembly(ConfigFiles files, SearchPaths paths, Question question, ServedCommit commit)
      throws IOException {
    this.files = files;
    this.question = question;
    this.commit = commit;
    this.folders = paths.folders(files, question, commit.label());
    Set<String> each = new LinkedHashSet<>();
    each.add("application");
    each.addAll(question.applications());
    this.names = List.copyOf(each);
  }

  /** A file that may be there. */
  private record Candidate(String path, FileFormat format, boolean ofProfile) {}

  ConfigAnswer answer() throws IOException {
    load();
    activation = Activation.WITHOUT_PROFILES;
    load();
    activation = Activation.of(profiles());
    load();
    return new ConfigAnswer(question, commit, propertySources(), List.copyOf(unread));
  }

  private void load() throws IOException {
    Contribution next = top.nextWaiting(activation);
    while (next != null) {
      List<Contribution> imported = imported(next);
      next.take(activation, imported);
      imported.forEach(this::settle);
      next = top.nextWaiting(activation);
    }
  }

  private List<Contribution> imported(Contribution by) throws IOException {
    Set<Candidate> candidates = new LinkedHashSet<>();
    if (by.isTop()) {
      addFolders(folders, candidates);
    } else {
      for (String written : by.directives().imports()) {
        addImports(by, written, candidates);
      }
    }
    List<Candidate> winningFirst = new ArrayList<>(candidates);
    Collections.reverse(winningFirst);
    List<Contribution> contributions = new ArrayList<>();
    for (Candidate candidate : winningFirst) {
      Optional<TreeFile> file = files.file(candidate.path());
      if (file.isPresent() && loaded.add(candidate.path())) {
        if (loaded.size() > MOST_FILES) {
          throw tooLarge();
        }
        contributions.addAll(contributions(file.get(), candidate));
      }
    }
    return contributions;
  }

  private void addFolders(List<String> from, Set<Candidate> candidates) {
    for (String folder : from) {
      for (String name : names) {
        addFormats(folder, name, false, candidates);
      }
    }
    for (String profile : lateProfiles()) {
      for (String folder : from) {
        for (String name : names) {
          addFormats(folder, name + "-" + profile, true, candidates);
        }
      }
    }
  }

  private List<String> lateProfiles() {
    return activation.knowsProfiles() ? activation.profiles() : List.of();
  }

  private void addFormats(
      String folder, String name, boolean ofProfile, Set<Candidate> candidates) {
    looks += FileFormat.values().length;
    if (looks > MOST_CANDIDATES) {
      throw tooLarge();
    }
    String start = folder.isEmpty() ? name : folder + "/" + name;
    for (FileFormat format : FileFormat.values()) {
      candidates.add(new Candidate(start + "." + format.extension(), format, ofProfile));
    }
  }

  private void addImports(Contribution by, String written, Set<Candidate> candidates) {
    for (String each : written.split(";")) {
      Optional<ImportLocation> location = ImportLocation.of(each.strip(), by.folder());
      if (location.isEmpty()) {
        if (!ImportLocation.isOptional(written)) {
          note(by.path(), "imports something that is no file of its repository");
        }
      } else if (location.get().format() == null) {
        String folder = location.get().path();
        addFolders(
            List.of(folder.isEmpty() ? folder : folder.substring(0, folder.length() - 1)),
            candidates);
      } else {
        ImportLocation file = location.get();
        candidates.add(new Candidate(file.path() + file.ending(), file.format(), false));
        for (String profile : lateProfiles()) {
          candidates.add(
              new Candidate(file.path() + "-" + profile + file.ending(), file.format(), true));
        }
      }
    }
  }

  /** The documents of a file, those that win first. */
  private List<Contribution> contributions(TreeFile file, Candidate candidate) throws IOException {
    ParsedFile parsed = files.parsed(file, candidate.format());
    parsed.fault().ifPresent(fault -> note(file.path(), fault));
    documents += parsed.documents().size();
    if (documents > MOST_DOCUMENTS) {
      throw tooLarge();
    }
    List<Contribution> contributions = new ArrayList<>();
    for (int number = parsed.documents().size() - 1; number >= 0; number--) {
      String name = commit.source() + ":" + commit.label() + ":" + file.path();
      if (parsed.documents().size() > 1) {
        name += " (document #" + number + ")";
      }
      Document document = parsed.documents().get(number);
      judge(file.path(), document, candidate.ofProfile());
      contributions.add(Contribution.of(file.path(), name, document, candidate.ofProfile()));
    }
    return contributions;
  }

  /** Names what a document says of profiles where it may not. */
  private void judge(String path, Document document, boolean ofProfile) {
    Directives said = document.directives();
    if (!said.namesProfiles() || question.isForNoProfile()) {
      return;
    }
    if (ofProfile && (said.setsProfiles() || !said.includes().isEmpty())) {
      note(path, "names profiles, which only a file without a profile may");
    } else if (said.isConditional()) {
      note(path, "names profiles in a document that only holds for some");
    }
  }

  /** Resolves the placeholders of what a document says, and finds out whether it makes sense. */
  private void settle(Contribution contribution) {
    Document document = contribution.document();
    Directives said = document.directives();
    Directives resolved = null;
    try {
      resolved =
          new Directives(
              resolved(document, said.onProfile()),
              resolved(document, said.formerProfiles()),
              said.onCloudPlatform(),
              resolved(document, said.imports()),
              resolved(document, said.includes()),
              said.groups(),
              said.setsProfiles());
      // Whatever the profiles will be, an expression is one or is none.
      Activation.of(List.of()).admits(resolved);
    } catch (IllegalArgumentException malformed) {
      resolved = null;
      note(contribution.path(), "has a document whose expression of profiles is malformed");
    } catch (DomainException broken) {
      note(
          contribution.path(),
          "has a document whose placeholders in spring.config lead back to themselves");
    }
    contribution.settle(resolved);
  }

  private List<String> resolved(Document document, List<String> values) {
    if (values.stream().noneMatch(value -> value.contains("${"))) {
      return values;
    }
    Placeholders placeholders =
        new Placeholders(
            name -> {
              Value own = document.values().get(name);
              return own != null ? own.value() : valueOf(name);
            });
    return values.stream().map(placeholders::inSetting).toList();
  }

  /** The value of a name in what holds already. */
  private Object valueOf(String name) {
    Object[] found = new Object[1];
    top.walk(
        each -> {
          Value value = each.document().values().get(name);
          if (found[0] == null && value != null && each.isActive(activation)) {
            found[0] = value.value();
          }
        });
    return found[0];
  }

  private List<String> profiles() {
    List<String> included = new ArrayList<>();
    Map<String, List<String>> groups = new LinkedHashMap<>();
    if (!question.isForNoProfile()) {
      top.walk(
          each -> {
            if (!each.isActive(activation) || each.directives().isConditional()) {
              return;
            }
            for (String profile : each.directives().includes()) {
              if (Question.isProfile(profile)) {
                included.add(profile);
              } else {
                note(each.path(), "includes a profile that has no proper name");
              }
            }
            each.directives().groups().forEach(groups::putIfAbsent);
          });
    }
    List<String> active = ActiveProfiles.of(question.profiles(), included, groups);
    if (active.size() > MOST_PROFILES) {
      throw tooLarge();
    }
    return active;
  }

  private List<PropertySource> propertySources() {
    List<PropertySource> sources = new ArrayList<>();
    long[] size = new long[2];
    top.walk(
        each -> {
          if (each.isActive(activation)) {
            Map<String, Value> values = each.document().values();
            size[0] += values.size();
            values.forEach(
                (key, value) ->
                    size[1] += key.length() + (value.value() instanceof String s ? s.length() : 8));
            sources.add(new PropertySource(each.name(), each.path(), values));
          }
        });
    if (size[0] > MOST_KEYS || size[1] > MOST_CHARACTERS) {
      throw tooLarge();
    }
    return sources;
  }

  private void note(String path, String reason) {
    if (unread.size() < MOST_UNREAD) {
      unread.add(new UnreadFile(path, reason));
    }
  }

  private static DomainException tooLarge() {
    return new DomainException(
        FailureKind.TOO_LARGE,
        "configuration-too-large",
        "The files that answer this hold more than is served at once.");
  }
}
