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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
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

  private static final int PER_NAMESPACE = 500;
  private static final int BATCH = 1000;
  private static final String INSERT =
      "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower, search_text,"
          + " visibility, clone_url, host, forge, default_branch, mirror_enabled, mirror_status,"
          + " mirror_result, last_attempt_at, last_synced_at, next_sync_at, health_state, light,"
          + " created_at, updated_at, version)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final EntityManagerFactory factory;
  private final EntityManager entities;
  private final RegistryService registry = new RegistryService();
  private final Caller member;

  private Fleet(EntityManagerFactory factory) {
    this.factory = factory;
    this.entities = factory.createEntityManager();
    RegistryStore store = new RegistryStore();
    inject(store, "em", entities);
    inject(registry, "store", store);
    member =
        new Caller(
            new UUID(7, 7),
            "member",
            false,
            Set.of(Scope.READ),
            Map.of(namespace(0), NamespaceRole.MAINTAINER, namespace(1), NamespaceRole.MAINTAINER),
            null);
  }

  /**
   * Fills an empty database.
   *
   * @param url JDBC URL
   * @param size number of repositories, none of which is due
   */
  public static Fleet fill(String url, String user, String password, int size) throws SQLException {
    // Room to fill it in; the questions come later, with what H2 takes by itself.
    String roomy = url.startsWith("jdbc:h2:") ? url + ";CACHE_SIZE=262144" : url;
    try (Connection connection = DriverManager.getConnection(roomy, user, password)) {
      Flyway.configure().dataSource(roomy, user, password).load().migrate();
      connection.setAutoCommit(false);
      insert(connection, size);
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        // As the databases do by themselves some time after so many rows have come.
        statement.execute(url.startsWith("jdbc:h2:") ? "analyze" : "vacuum analyze");
      }
    }
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
    return new Fleet(Persistence.createEntityManagerFactory("sluice", properties));
  }

  private static UUID namespace(int number) {
    return new UUID(1, number + 1);
  }

  private static void insert(Connection connection, int size) throws SQLException {
    Random random = new Random(size);
    OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
    List<String> forges = List.of("GITHUB", "GITHUB", "GITLAB", "BITBUCKET", "PLAIN");
    List<String> words = IntStream.range(0, 500).mapToObj(i -> word(random)).toList();
    try (PreparedStatement row =
        connection.prepareStatement(
            "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
                + " values (?, ?, ?, 'TEAM', ?, ?, 0)")) {
      for (int i = 0; i <= size / PER_NAMESPACE; i++) {
        row.setObject(1, namespace(i));
        row.setString(2, "team-" + i);
        row.setString(3, "team-" + i);
        row.setObject(4, now);
        row.setObject(5, now);
        row.addBatch();
      }
      row.executeBatch();
    }
    try (PreparedStatement row = connection.prepareStatement(INSERT);
        PreparedStatement tag =
            connection.prepareStatement("insert into repository_tag values (?, ?)")) {
      for (int i = 0; i < size; i++) {
        UUID id = new UUID(2, i * 7919L % 1_000_003);
        String owner = "team-" + i / PER_NAMESPACE;
        String name =
            words.get(random.nextInt(500)) + "-" + words.get(random.nextInt(500)) + "-" + i;
        String forge = forges.get(i % forges.size());
        String host = forge.toLowerCase(java.util.Locale.ROOT) + ".example";
        String url = "https://" + host + "/" + owner + "/" + name + ".git";
        String status = i % 100 == 0 ? "FAILED" : i % 100 == 1 ? "IDLE" : "SUCCESS";
        boolean synced = !status.equals("IDLE");
        Object[] values = {
          id,
          namespace(i / PER_NAMESPACE),
          owner,
          owner,
          name,
          owner + "/" + name,
          owner + "/" + name + " " + url,
          i % 10 == 0 ? "PUBLIC" : "PRIVATE",
          url,
          host,
          forge,
          "main",
          true,
          status,
          status,
          now.minusSeconds(random.nextInt(3600)),
          synced ? now.minusSeconds(random.nextInt(3600)) : null,
          now.plusDays(1).plusSeconds(random.nextInt(3600)),
          "UNKNOWN",
          "UNKNOWN",
          now.minusDays(random.nextInt(400)),
          now.minusSeconds(random.nextInt(1_000_000)),
          1L
        };
        for (int column = 0; column < values.length; column++) {
          row.setObject(column + 1, values[column]);
        }
        row.addBatch();
        if (i % 20 == 0) {
          tag.setObject(1, id);
          tag.setString(2, i % 1000 == 0 ? "rare" : "common");
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
      return registry.dueMirrors(Instant.now(), java.util.Set.of(), 5000).size();
    } finally {
      entities.clear();
    }
  }

  /** The first page of a list that an administrator asks for. */
  public Page<RepositoryRecord> page(String sort, String text, Map<String, String> filters) {
    return page(Caller.sluice(), sort, text, filters);
  }

  /** The first page that somebody sees who belongs to two namespaces. */
  public Page<RepositoryRecord> pageOfMember(String sort) {
    return page(member, sort, null, Map.of());
  }

  private Page<RepositoryRecord> page(
      Caller caller, String sort, String text, Map<String, String> filters) {
    boolean down = sort.startsWith("-");
    PageQuery.Sort order = new PageQuery.Sort(down ? sort.substring(1) : sort, down);
    try {
      return registry.list(caller, new PageQuery(1, 50, List.of(order), text, filters));
    } finally {
      // A request has an entity manager of its own.
      entities.clear();
    }
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
  }
}
