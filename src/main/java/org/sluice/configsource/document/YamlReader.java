package org.sluice.configsource.document;

import java.io.ByteArrayInputStream;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.reader.UnicodeReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML 1.1 as Spring Boot does, and flattens it on the way.
 *
 * <p>SnakeYAML makes nodes; they are walked here, so that what aliases and merges blow up is
 * counted while it grows and never built.
 */
final class YamlReader {

  /** Most collections within collections, also through aliases. */
  private static final int MOST_DEPTH = 100;

  /** Most steps of the walk; a step is a node or a character of the path to it. */
  private static final long MOST_WORK = 64L << 20;

  /** Most nodes that are made of a file. */
  private static final int MOST_NODES = 250_000;

  private static final String NOT_YAML = "is not valid YAML";

  private final Entries entries = new Entries();
  private final YamlScalars scalars;
  private final Composer composer;
  private final Map<MappingNode, List<Pair>> met = new IdentityHashMap<>();
  private final Set<Node> within = Collections.newSetFromMap(new IdentityHashMap<>());
  private long work;

  private YamlReader(byte[] bytes) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(100_000);
    options.setCodePointLimit(ParsedFile.MOST_BYTES);
    this.scalars = new YamlScalars(options);
    this.composer =
        new BoundedComposer(
            new ParserImpl(
                new StreamReader(new UnicodeReader(new ByteArrayInputStream(bytes))), options),
            options);
  }

  /** Stops before a file of few bytes has become many nodes. */
  private static final class BoundedComposer extends Composer {

    private int nodes;

    BoundedComposer(Parser parser, LoaderOptions options) {
      super(parser, new TimesAreText(), options);
    }

    @Override
    protected Node composeScalarNode(String anchor, List<CommentLine> comments) {
      count();
      return super.composeScalarNode(anchor, comments);
    }

    @Override
    protected Node composeSequenceNode(String anchor) {
      count();
      return super.composeSequenceNode(anchor);
    }

    @Override
    protected Node composeMappingNode(String anchor) {
      count();
      return super.composeMappingNode(anchor);
    }

    private void count() {
      if (++nodes > MOST_NODES) {
        throw new TooManyNodes();
      }
    }
  }

  /** Carries the end of patience through the composer. */
  private static final class TooManyNodes extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }

  /** Dates and times stay as they are written. */
  private static final class TimesAreText extends Resolver {

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      Tag tag = super.resolve(kind, value, implicit);
      return Tag.TIMESTAMP.equals(tag) ? Tag.STR : tag;
    }
  }

  static Entries read(byte[] bytes) throws Unreadable {
    try {
      YamlReader reader = new YamlReader(bytes);
      while (reader.composer.checkNode()) {
        reader.document(reader.composer.getNode());
      }
      return reader.entries;
    } catch (TooManyNodes beyond) {
      throw new Unreadable("has more than " + MOST_NODES + " nodes");
    } catch (MarkedYAMLException broken) {
      Mark mark = broken.getProblemMark();
      throw mark == null ? new Unreadable(NOT_YAML) : Unreadable.at(lineOf(mark), NOT_YAML);
    } catch (YAMLException broken) {
      throw new Unreadable(NOT_YAML);
    }
  }

  private void document(Node root) throws Unreadable {
    if (root instanceof MappingNode) {
      collection("", root);
    } else if (root instanceof SequenceNode) {
      if (((SequenceNode) root).getValue().isEmpty()) {
        return;
      }
      collection("document", root);
    } else {
      Value value = scalar((ScalarNode) root);
      if ("".equals(value.value())) {
        return;
      }
      entries.put("document", value);
    }
    entries.endDocument();
  }

  private void node(String path, Node node) throws Unreadable {
    if (node instanceof ScalarNode) {
      entries.put(path, scalar((ScalarNode) node));
    } else if (node instanceof SequenceNode && ((SequenceNode) node).getValue().isEmpty()) {
      entries.put(path, new Value("", lineOf(node.getStartMark()), columnOf(node.getStartMark())));
    } else {
      collection(path, node);
    }
  }

  private void collection(String path, Node node) throws Unreadable {
    int line = lineOf(node.getStartMark());
    if (!within.add(node)) {
      throw Unreadable.at(line, "refers to itself");
    }
    if (within.size() > MOST_DEPTH) {
      throw Unreadable.at(line, "is nested too deep");
    }
    if (node instanceof SequenceNode) {
      elements(path, (SequenceNode) node);
    } else {
      pairs(path, (MappingNode) node);
    }
    within.remove(node);
  }

  private void elements(String path, SequenceNode node) throws Unreadable {
    if (Tag.OMAP.equals(node.getTag())) {
      for (Node pair : node.getValue()) {
        node(path, pair);
      }
      return;
    }
    require(Tag.SEQ, node);
    int index = 0;
    for (Node element : node.getValue()) {
      String at = path + "[" + index++ + "]";
      count(at);
      node(at, element);
    }
  }

  private void pairs(String path, MappingNode node) throws Unreadable {
    boolean set = Tag.SET.equals(node.getTag());
    if (!set) {
      require(Tag.MAP, node);
    }
    Map<String, NodeTuple> outcome = new LinkedHashMap<>();
    for (Pair pair : pairsOf(node)) {
      count("");
      outcome.put(pair.name(), pair.tuple());
    }
    int index = 0;
    for (Map.Entry<String, NodeTuple> each : outcome.entrySet()) {
      String at = set ? path + "[" + index++ + "]" : below(path, each.getKey());
      count(at);
      if (set) {
        entries.put(at, Value.somewhere(element(each.getValue().getKeyNode())));
      } else {
        node(at, each.getValue().getValueNode());
      }
    }
  }

  private Object element(Node node) throws Unreadable {
    Object value = key(node, 0);
    return value == null ? "" : value instanceof Collection ? value.toString() : value;
  }

  private static String below(String path, String name) {
    return path.isBlank() ? name : path + (name.startsWith("[") ? "" : ".") + name;
  }

  private void count(String path) throws Unreadable {
    work += 1 + path.length();
    if (work > MOST_WORK) {
      throw new Unreadable("grows too large when its aliases are followed");
    }
  }

  private static void require(Tag tag, Node node) throws Unreadable {
    if (!tag.equals(node.getTag())) {
      throw Unreadable.at(lineOf(node.getStartMark()), "has a tag that is not read");
    }
  }

  /**
   * A key and its value.
   *
   * @param seen whether the mapping that it stands in was met as a value; Spring does not see that
   *     two keys are the same if one was and the other was not
   */
  private record Pair(Object key, boolean seen, NodeTuple tuple) {

    String name() {
      return key instanceof String ? (String) key : "[" + key + "]";
    }

    Pair met() {
      return new Pair(key, true, tuple);
    }

    /** What it must differ in from others. */
    Map.Entry<Boolean, Object> identity() {
      return new SimpleImmutableEntry<>(seen, key);
    }
  }

  /** Keys and values of a mapping that is met as a value, with what it merges in. */
  private List<Pair> pairsOf(MappingNode node) throws Unreadable {
    List<Pair> known = met.get(node);
    List<Pair> pairs = new ArrayList<>();
    met.put(node, pairs);
    if (known == null) {
      requireDifferentKeys(node);
      merge(ownPairs(node, true), true, new HashMap<>(), pairs);
    } else {
      known.forEach(pair -> pairs.add(pair.met()));
    }
    return pairs;
  }

  private void requireDifferentKeys(MappingNode node) throws Unreadable {
    Set<Object> keys = new HashSet<>();
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!Tag.MERGE.equals(key.getTag()) && !keys.add(key(key, 0))) {
        throw Unreadable.at(lineOf(key.getStartMark()), "has a key that was there before");
      }
    }
  }

  private List<Pair> ownPairs(MappingNode node, boolean seen) throws Unreadable {
    List<Pair> pairs = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      boolean merge = Tag.MERGE.equals(tuple.getKeyNode().getTag());
      pairs.add(new Pair(merge ? Tag.MERGE : key(tuple.getKeyNode(), 0), seen, tuple));
    }
    return pairs;
  }

  /**
   * Adds pairs to others.
   *
   * @param own whether they replace those that are there already
   * @param places where each pair is among the others
   */
  private void merge(
      List<Pair> from,
      boolean own,
      Map<Map.Entry<Boolean, Object>, Integer> places,
      List<Pair> into)
      throws Unreadable {
    for (Pair pair : from) {
      count("");
      if (pair.key() == Tag.MERGE) {
        for (MappingNode each : sources(pair.tuple().getValueNode())) {
          if (!within.add(each)) {
            throw Unreadable.at(lineOf(each.getStartMark()), "refers to itself");
          }
          List<Pair> known = met.get(each);
          merge(known == null ? ownPairs(each, false) : known, false, places, into);
          within.remove(each);
        }
        continue;
      }
      Integer place = places.get(pair.identity());
      if (place == null) {
        places.put(pair.identity(), into.size());
        into.add(pair);
      } else if (own) {
        into.set(place, pair);
      }
    }
  }

  private static List<MappingNode> sources(Node from) throws Unreadable {
    List<Node> nodes = from instanceof SequenceNode sequence ? sequence.getValue() : List.of(from);
    List<MappingNode> sources = new ArrayList<>();
    for (Node node : nodes) {
      if (!(node instanceof MappingNode)) {
        throw Unreadable.at(lineOf(node.getStartMark()), "merges what is no mapping");
      }
      sources.add((MappingNode) node);
    }
    return sources;
  }

  private Object key(Node node, int depth) throws Unreadable {
    count("");
    if (depth > MOST_DEPTH) {
      throw Unreadable.at(lineOf(node.getStartMark()), "is nested too deep");
    }
    if (node instanceof ScalarNode) {
      return scalars.of((ScalarNode) node);
    }
    if (node instanceof SequenceNode) {
      List<Object> elements = new ArrayList<>();
      for (Node element : ((SequenceNode) node).getValue()) {
        elements.add(key(element, depth + 1));
      }
      return elements;
    }
    Map<Object, Object> pairs = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      pairs.put(key(tuple.getKeyNode(), depth + 1), key(tuple.getValueNode(), depth + 1));
    }
    return pairs;
  }

  private Value scalar(ScalarNode node) throws Unreadable {
    Object value = scalars.of(node);
    return new Value(
        value == null ? "" : value, lineOf(node.getStartMark()), columnOf(node.getStartMark()));
  }

  private static int lineOf(Mark mark) {
    return mark.getLine() + 1;
  }

  private static int columnOf(Mark mark) {
    return mark.getColumn() + 1;
  }
}
