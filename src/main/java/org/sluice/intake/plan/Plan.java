package org.sluice.intake.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.sluice.failure.FieldError;
import org.sluice.fleet.NewRepository;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Name;
import org.sluice.identity.NamespaceRef;
import org.sluice.intake.Fault;
import org.sluice.intake.ImportOptions;
import org.sluice.intake.Reason;
import org.sluice.intake.address.Address;
import org.sluice.intake.address.NoRepository;
import org.sluice.intake.reading.Entries;
import org.sluice.intake.reading.Entry;
import org.sluice.platform.Inside;
import org.sluice.registry.upstream.UpstreamKey;

/**
 * What is to become of the entries of one list, told in portions, so that what there is already is
 * asked for many entries at once. It is gone through once.
 */
@Inside
public final class Plan implements Iterator<List<PlannedLine>>, AutoCloseable {

  /** Pace at which mirrors that came together come due for the first time. */
  private static final Duration BETWEEN_MIRRORS = Duration.ofMillis(200);

  /** Most entries of a portion. */
  public static final int PORTION = 500;

  private final Caller caller;
  private final Entries entries;
  private final ImportOptions options;
  private final Planner.Known known;

  /** Lines of the entries before, by the key of their upstream. */
  private final Map<String, Integer> before = new HashMap<>();

  private final Set<String> given = new HashSet<>();
  private int count;
  private int mirrors;

  Plan(Caller caller, Entries entries, ImportOptions options, Planner.Known known) {
    this.caller = caller;
    this.entries = entries;
    this.options = options;
    this.known = known;
  }

  /** An entry with what its address means, as far as it means anything. */
  private record Read(Entry entry, Address address, String key, Fault fault) {

    static Read of(Entry entry) {
      if (entry.fault() != null) {
        return new Read(entry, null, null, entry.fault());
      }
      try {
        Address address = Address.of(entry.url());
        return new Read(entry, address, UpstreamKey.of(address.upstream()), null);
      } catch (NoRepository no) {
        return new Read(entry, null, null, no.fault());
      }
    }

    /** Names that it may have, the best first. */
    List<String> names() {
      return entry.name() == null ? Names.of(address) : List.of(entry.name());
    }
  }

  @Override
  public boolean hasNext() {
    return entries.hasNext();
  }

  @Override
  public List<PlannedLine> next() {
    List<Read> portion = new ArrayList<>();
    while (portion.size() < PORTION && entries.hasNext()) {
      portion.add(Read.of(entries.next()));
    }
    List<Read> whole = portion.stream().filter(each -> each.fault() == null).toList();
    Map<String, String> tracked =
        known.tracked().apply(whole.stream().map(Read::key).distinct().toList());
    Map<String, NamespaceRef> namespaces = namespaces(whole);
    Set<String> taken = known.taken().apply(fullNames(whole, namespaces));
    return portion.stream().map(each -> planned(each, tracked, namespaces, taken)).toList();
  }

  /** Names of columns or fields that were passed over so far. */
  public Collection<String> passedOver() {
    return entries.unknown();
  }

  private Map<String, NamespaceRef> namespaces(List<Read> whole) {
    Set<String> named = new LinkedHashSet<>();
    for (Read each : whole) {
      if (each.entry().namespace() != null) {
        named.add(each.entry().namespace());
      }
    }
    return named.isEmpty() ? Map.of() : known.namespaces().apply(named);
  }

  /** Where an entry is to lie; null if there is no such namespace. */
  private NamespaceRef namespace(Entry entry, Map<String, NamespaceRef> namespaces) {
    return entry.namespace() == null
        ? options.namespace()
        : namespaces.get(Name.key(entry.namespace()));
  }

  private Set<String> fullNames(List<Read> whole, Map<String, NamespaceRef> namespaces) {
    Set<String> names = new LinkedHashSet<>();
    for (Read each : whole) {
      NamespaceRef namespace = namespace(each.entry(), namespaces);
      // Whether a name is taken where he adds nothing is not told, so it is not asked.
      if (namespace != null && caller.maintains(namespace.id())) {
        each.names().forEach(name -> names.add(fullName(namespace, name)));
      }
    }
    return names;
  }

  private static String fullName(NamespaceRef namespace, String name) {
    return Name.key(namespace.name() + "/" + name);
  }

  private PlannedLine planned(
      Read read,
      Map<String, String> tracked,
      Map<String, NamespaceRef> namespaces,
      Set<String> taken) {
    int place = ++count;
    Entry entry = read.entry();
    if (read.fault() != null) {
      return without(place, read, read.fault());
    }
    Integer twin = before.get(read.key());
    if (twin != null) {
      return without(
          place, read, new Fault(Reason.TWICE, "names the same repository as line " + twin));
    }
    String owner = tracked.get(read.key());
    if (owner != null) {
      return without(place, read, new Fault(Reason.TRACKED, "is tracked already as " + owner));
    }
    NamespaceRef namespace = namespace(entry, namespaces);
    if (namespace == null || !caller.sees(namespace.id())) {
      return without(
          place, read, new Fault(Reason.NAMESPACE, "names a namespace that does not exist"));
    }
    if (!caller.maintains(namespace.id())) {
      return without(
          place,
          read,
          new Fault(Reason.NAMESPACE, "names a namespace to which its maintainers alone add"));
    }
    List<String> names = read.names();
    if (names.isEmpty()) {
      return without(
          place, read, new Fault(Reason.NAME, "has an address of which no name can be made"));
    }
    String name =
        names.stream()
            .filter(each -> !taken.contains(fullName(namespace, each)))
            .filter(each -> !given.contains(fullName(namespace, each)))
            .findFirst()
            .orElse(null);
    boolean mirror = entry.mirror() == null ? options.mirror() : entry.mirror();
    PlannedLine line =
        new PlannedLine(
            place,
            entry.line(),
            null,
            read.address().upstream().text(),
            read.key(),
            namespace,
            name == null ? names.get(0) : name,
            Stream.concat(entry.tags().stream(), options.tags().stream()).distinct().toList(),
            interval(entry, mirror),
            mirror,
            mirrors);
    List<FieldError> problems = known.problems().apply(repository(line));
    if (!problems.isEmpty()) {
      return without(place, read, fault(problems.get(0)));
    }
    if (name == null) {
      return without(
          place,
          read,
          new Fault(
              Reason.NAME_TAKEN,
              "name " + namespace.name() + "/" + names.get(0) + " belongs to another repository"));
    }
    before.put(read.key(), entry.line());
    given.add(fullName(namespace, name));
    mirrors += mirror ? 1 : 0;
    return line;
  }

  /** What is not mirrored has no interval, unless its entry mistakenly names one. */
  private String interval(Entry entry, boolean mirror) {
    return entry.interval() == null && mirror ? options.interval() : entry.interval();
  }

  private PlannedLine without(int place, Read read, Fault fault) {
    String url =
        read.address() == null
            ? Address.shown(read.entry().url())
            : read.address().upstream().text();
    return new PlannedLine(
        place,
        read.entry().line(),
        fault,
        url,
        read.key(),
        options.namespace(),
        null,
        List.of(),
        null,
        false,
        mirrors);
  }

  private NewRepository repository(PlannedLine line) {
    return repository(
        line.namespace().name(),
        line.name(),
        line.url(),
        line.mirror(),
        line.interval(),
        line.tags(),
        options.forge(),
        options.forgeAccountId());
  }

  /** The repository that a line is to become. */
  public static NewRepository repository(
      String namespace,
      String name,
      String url,
      boolean mirror,
      String interval,
      Collection<String> tags,
      ForgeKind forge,
      UUID forgeAccountId) {
    return new NewRepository(
        namespace,
        name,
        url,
        mirror,
        forge,
        null,
        null,
        null,
        forgeAccountId,
        null,
        interval,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new LinkedHashSet<>(tags));
  }

  /**
   * How long after it came in a mirror comes due for the first time: the timer takes them as they
   * come due, and all at once they would be a crowd.
   *
   * @param place number of mirrors before it
   */
  public static Duration untilFirstSync(int place) {
    return BETWEEN_MIRRORS.multipliedBy(place);
  }

  private static Fault fault(FieldError error) {
    return switch (error.field()) {
      case "name" -> new Fault(Reason.NAME, "name " + error.message());
      case "cloneUrl" -> new Fault(Reason.TRANSPORT, "url " + error.message());
      case "tags" -> new Fault(Reason.TAGS, "tags " + error.message());
      case "syncInterval" -> new Fault(Reason.INTERVAL, "interval " + error.message());
      default -> new Fault(Reason.VALUE, error.field() + " " + error.message());
    };
  }

  @Override
  public void close() {
    entries.close();
  }
}
