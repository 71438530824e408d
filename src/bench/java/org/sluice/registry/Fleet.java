package org.sluice.registry;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.job.JobKind;
import org.sluice.job.JobTrigger;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.SeenJob;
import org.sluice.job.start.StartStore;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.registry.search.SearchWords;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.registry.tag.RepositoryTags;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * A fleet of generated repositories in a database, behind the registry's own door.
 *
 * <p>The door and its store are used as they are, with an entity manager of EclipseLink that stands
 * outside of a server: what a server puts around each call (HTTP, sign-in, JSON) takes as long for
 * a small fleet as for a large one, and would only hide what a query costs.
 */
public final class Fleet implements AutoCloseable {

  /**
   * Repositories of each fleet, whatever its size, that have a tag, a state or a word of their own,
   * that the member's namespace holds, or that failed at one forge and hold one word: both fleets
   * answer a full page of them.
   */
  private static final int AS_MANY = 60;

  /** Of a thousand. */
  private static final int FAILED = 62;

  private static final int PER_NAMESPACE = 500;
  private static final UUID CREW = new UUID(1, 0);
  private static final int BATCH = 1000;
  private static final String INSERT =
      "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
          + " search_text, description, visibility, clone_url, host, forge, default_branch,"
          + " mirror_enabled, unmirrored, mirror_status, mirror_result, last_attempt_at,"
          + " last_synced_at, next_sync_at, health_state, light, light_rank, created_at,"
          + " updated_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?, ?, ?, ?, ?)";

  private final EntityManagerFactory factory;
  private final EntityManager entities;
  private final JdbcConnectionPool connections;
  private final RegistryService registry = new RegistryService();
  private final MirrorColumns mirrors;
  private final StartStore starts;
  private final Caller member;

  private Fleet(EntityManagerFactory factory, JdbcConnectionPool connections) {
    this.factory = factory;
    this.connections = connections;
    this.entities = factory.createEntityManager();
    RegistryStore store = new RegistryStore();
    inject(store, "em", entities);
    Database database = new Database(connections);
    RepositoryTags tags = new RepositoryTags(database);
    inject(registry, "store", store);
    inject(registry, "tags", tags);
    inject(
        registry,
        "lists",
        new RepositoryLists(
            entities, new ListConditions(entities, new SearchWords(database), tags)));
    mirrors = new MirrorColumns(entities);
    starts = new StartStore(new JobRows(connections));
    member =
        new Caller(
            new UUID(7, 7),
            "member",
            false,
            Set.of(Scope.READ),
            Map.of(CREW, NamespaceRole.MAINTAINER),
            null);
  }

  /**
   * Fills an empty database.
   *
   * @param url JDBC URL
   * @param size number of repositories, none of which is due
   */
  public static Fleet fill(String url, String user, String password, int size) throws SQLException {
    boolean h2 = url.startsWith("jdbc:h2:");
    // Room to fill it in; the questions come later, with what H2 takes by itself.
    String roomy = h2 ? url + ";CACHE_SIZE=262144" : url;
    try (Connection connection = DriverManager.getConnection(roomy, user, password)) {
      String[] scripts =
          h2
              ? new String[] {"classpath:db/migration"}
              : new String[] {"classpath:db/migration", "classpath:db/postgresql"};
      Flyway.configure().dataSource(roomy, user, password).locations(scripts).load().migrate();
      fill(connection, size);
      try (Statement statement = connection.createStatement()) {
        // As the databases do by themselves some time after so many rows have come.
        statement.execute(h2 ? "analyze" : "vacuum analyze");
      }
    }
    return open(url, user, password);
  }

  /**
   * Adds the repositories of a fleet, and what a search finds them by, to a database without any.
   */
  public static void fill(Connection connection, int size) throws SQLException {
    connection.setAutoCommit(false);
    long begin = System.nanoTime();
    insert(connection, size);
    long inserted = System.nanoTime();
    new RepositoryFill("0", "words of the fleet", "search_text") {
      @Override
      protected void fill(Connection with, Map<UUID, String> chunk) throws SQLException {
        SearchWords.keep(with, chunk);
      }
    }.fill(connection);
    connection.commit();
    System.err.printf(
        "  %d repositories filled in: %.1f s, and their words: %.1f s%n",
        size, (inserted - begin) / 1e9, (System.nanoTime() - inserted) / 1e9);
    connection.setAutoCommit(true);
  }

  /** A fleet that has been filled before. */
  public static Fleet open(String url, String user, String password) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
    properties.put("jakarta.persistence.jtaDataSource", "");
    properties.put("jakarta.persistence.jdbc.url", url);
    properties.put("jakarta.persistence.jdbc.user", user);
    properties.put("jakarta.persistence.jdbc.password", password);
    if (Boolean.getBoolean("sluice.bench.sql")) {
      properties.put("eclipselink.logging.level.sql", "FINE");
      properties.put("eclipselink.logging.parameters", "true");
    }
    return new Fleet(
        Persistence.createEntityManagerFactory("sluice", properties),
        url.startsWith("jdbc:h2:")
            ? JdbcConnectionPool.create(url, user, password)
            : JdbcConnectionPool.create(postgres(url, user, password)));
  }

  private static PGConnectionPoolDataSource postgres(String url, String user, String password) {
    PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
    postgres.setURL(url);
    postgres.setUser(user);
    postgres.setPassword(password);
    return postgres;
  }

  private static UUID namespace(int number) {
    return new UUID(1, number + 1);
  }

  private static void insertNamespaces(Connection connection, int size, OffsetDateTime now)
      throws SQLException {
    Map<UUID, String> names = new LinkedHashMap<>(Map.of(CREW, "team-crew"));
    for (int i = 0; i <= size / PER_NAMESPACE; i++) {
      names.put(namespace(i), "team-" + i);
    }
    try (PreparedStatement row =
        connection.prepareStatement(
            "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
                + " values (?, ?, ?, 'TEAM', ?, ?, 0)")) {
      for (Map.Entry<UUID, String> each : names.entrySet()) {
        row.setObject(1, each.getKey());
        row.setString(2, each.getValue());
        row.setString(3, each.getValue());
        row.setObject(4, now);
        row.setObject(5, now);
        row.addBatch();
      }
      row.executeBatch();
    }
  }

  private static void insert(Connection connection, int size) throws SQLException {
    Random random = new Random(size);
    OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
    List<String> forges = List.of("GITHUB", "GITHUB", "GITLAB", "BITBUCKET", "PLAIN");
    List<String> words = IntStream.range(0, 500).mapToObj(i -> word(random)).toList();
    insertNamespaces(connection, size, now);
    // Six of a hundred fail in every fleet; in a small one they are those that fail in any.
    int others = Math.max(0, FAILED - 1000 * AS_MANY / size);
    List<String> prose = IntStream.range(0, 3000).mapToObj(i -> word(random)).toList();
    try (PreparedStatement row = connection.prepareStatement(INSERT);
        PreparedStatement tag =
            connection.prepareStatement(
                "insert into repository_tag (repository_id, tag, full_name_lower)"
                    + " values (?, ?, ?)")) {
      for (int i = 0; i < size; i++) {
        UUID id = new UUID(2, i * 7919L % 1_000_003);
        boolean chosen = i % Math.max(1, size / AS_MANY) == 1;
        boolean crew = i % Math.max(1, size / AS_MANY) == 2;
        boolean service = !chosen && i % 16 == 0;
        boolean broken = service && i / 16 % Math.max(1, size / 16 / AS_MANY) == 0;
        String owner = crew ? "team-crew" : "team-" + i / PER_NAMESPACE;
        String name =
            (i == 777 ? "zebrafish" : any(words, random))
                + (chosen ? "-sextant-" : service ? "-service-" : "-" + any(words, random) + "-")
                + i;
        String forge = broken ? "GITHUB" : any(forges, random);
        String host =
            forge.toLowerCase(Locale.ROOT) + (forge.equals("PLAIN") ? i % 20 : "") + ".example";
        String url = "https://" + host + "/" + owner + "/" + name + ".git";
        String description =
            i % 3 > 0
                ? null
                : String.join(" ", Stream.generate(() -> any(prose, random)).limit(8).toList());
        boolean mirrored = i % 10 != 9;
        String status =
            !mirrored
                ? "IDLE"
                : chosen ? "DISABLED" : broken ? "FAILED" : status(random.nextInt(1000), others);
        boolean synced = mirrored && !status.equals("IDLE");
        Light light = forge.equals("PLAIN") ? Light.NONE : Light.values()[i % 16 % 5];
        Object[] values = {
          id,
          crew ? CREW : namespace(i / PER_NAMESPACE),
          owner,
          owner,
          name,
          owner + "/" + name,
          owner + "/" + name + " " + url + (description == null ? "" : " " + description),
          description,
          i % 10 == 0 ? "PUBLIC" : "PRIVATE",
          url,
          host,
          forge,
          "main",
          mirrored,
          mirrored ? null : 1,
          status,
          status,
          synced ? now.minusSeconds(random.nextInt(3600)) : null,
          synced ? now.minusSeconds(random.nextInt(3600)) : null,
          mirrored ? now.plusDays(1).plusSeconds(random.nextInt(3600)) : null,
          "UNCHECKED",
          light.name(),
          light.ordinal(),
          now.minusDays(random.nextInt(400)),
          now.minusSeconds(random.nextInt(1_000_000)),
          1L
        };
        for (int column = 0; column < values.length; column++) {
          row.setObject(column + 1, values[column]);
        }
        row.addBatch();
        if (chosen || service) {
          tag.setObject(1, id);
          tag.setString(2, chosen ? "rare" : "common");
          tag.setString(3, owner + "/" + name);
          tag.addBatch();
        }
        if (i % BATCH == BATCH - 1 || i == size - 1) {
          row.executeBatch();
          tag.executeBatch();
          connection.commit();
        }
      }
    }
  }

  /** A few wait for a person, for their first sync or for a job. */
  private static String status(int of1000, int failed) {
    if (of1000 < failed) {
      return "FAILED";
    }
    return of1000 < 67 ? "HELD" : of1000 < 82 ? "IDLE" : "SUCCESS";
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = 4 + random.nextInt(5); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /** What the timer asks; nothing is due. */
  public int tick() {
    try {
      return mirrors.dueMirrors(Instant.now(), List.of(), 5000).size();
    } finally {
      entities.clear();
    }
  }

  /** The first page of a list that an administrator asks for. */
  public Page<RepositoryRecord> page(String sort, String text, Map<String, String> filters) {
    return page(Caller.sluice(), 1, sort, text, filters);
  }

  /** A page of all repositories by name. */
  public Page<RepositoryRecord> page(int number) {
    return page(Caller.sluice(), number, "name", null, Map.of());
  }

  /** The first page that somebody sees who belongs to one namespace. */
  public Page<RepositoryRecord> pageOfMember(String sort) {
    return page(member, 1, sort, null, Map.of());
  }

  private Page<RepositoryRecord> page(
      Caller caller, int number, String sort, String text, Map<String, String> filters) {
    boolean down = sort.startsWith("-");
    PageQuery.Sort order = new PageQuery.Sort(down ? sort.substring(1) : sort, down);
    try {
      return registry.list(caller, new PageQuery(number, 50, List.of(order), text, filters));
    } finally {
      // A request has an entity manager of its own.
      entities.clear();
    }
  }

  /**
   * Inserts one job over all mirrors, as a sync of all does, and takes it back.
   *
   * @return number of mirrors, seconds, and MiB that lived near the end beyond those before
   */
  public double[] syncAll(int size) {
    long before = live();
    long[] near = new long[1];
    int[] seen = new int[1];
    long begin = System.nanoTime();
    SeenJob job =
        starts.insert(
            new NewJob(JobKind.SYNC, JobTrigger.MANUAL, Caller.sluice(), "all", false, true, null),
            null,
            () ->
                mirrors()
                    .peek(
                        each -> {
                          if (++seen[0] == size * 4 / 5) {
                            near[0] = live();
                          }
                        }),
            id -> {});
    double seconds = (System.nanoTime() - begin) / 1e9;
    new Database(connections)
        .run(
            connection -> {
              for (String table : List.of("job_item", "job_namespace")) {
                Statements.execute(
                    connection, "delete from " + table + " where job_id = ?", job.job().id());
              }
              return Statements.execute(connection, "delete from job where id = ?", job.job().id());
            });
    return new double[] {seen[0], seconds, (near[0] - before) / 1048576.0};
  }

  private Stream<NewItem> mirrors() {
    return Stream.iterate(
            mirrorsAfter(new UUID(0, 0)),
            chunk -> !chunk.isEmpty(),
            chunk -> mirrorsAfter(chunk.get(chunk.size() - 1).id()))
        .flatMap(List::stream)
        .map(
            each ->
                new NewItem(
                    SubjectType.REPOSITORY,
                    each.id(),
                    each.fullName(),
                    each.namespaceId(),
                    each.host(),
                    "SYNC:" + each.id()));
  }

  private List<RepositoryRef> mirrorsAfter(UUID last) {
    return mirrors.mirrorsMaintained(Caller.sluice(), last, 500);
  }

  private static long live() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void inject(Object into, String field, Object value) {
    try {
      Field injected = into.getClass().getDeclaredField(field);
      injected.setAccessible(true);
      injected.set(into, value);
    } catch (ReflectiveOperationException renamed) {
      throw new IllegalStateException(renamed);
    }
  }

  @Override
  public void close() {
    entities.close();
    factory.close();
    connections.dispose();
  }
}
