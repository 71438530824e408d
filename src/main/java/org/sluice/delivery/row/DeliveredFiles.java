package org.sluice.delivery.row;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Statements about what has arrived, in the caller's transaction. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class DeliveredFiles {

  private static final String SELECT =
      "select f.path_key, f.blob_id, f.mode, f.size_bytes, f.sha256, f.generation, f.delivered_at"
          + " from delivered_file f where f.subscription_id = ?";

  @Inject private Database database;

  /** For the container. */
  public DeliveredFiles() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public DeliveredFiles(Database database) {
    this.database = database;
  }

  private static DeliveredFile read(ResultSet row) throws SQLException {
    return new DeliveredFile(
        Columns.path(row, 1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getString(5),
        row.getInt(6),
        Columns.instant(row, 7));
  }

  /**
   * A page of files, by path.
   *
   * @param after the last path of the page before; null for the first page
   */
  public List<DeliveredFile> after(UUID subscriptionId, FilePath after, int most) {
    List<Object> values = new ArrayList<>();
    values.add(subscriptionId);
    if (after != null) {
      values.add(after.bytes());
    }
    values.add(most);
    return database.query(
        SELECT
            + (after == null ? "" : " and f.path_key > ?")
            + " order by f.subscription_id, f.path_key fetch first ? rows only",
        values,
        DeliveredFiles::read);
  }

  /** The file at a path; empty if the subscriber has none there. */
  public Optional<DeliveredFile> at(UUID subscriptionId, FilePath path) {
    return database
        .query(
            SELECT + " and f.path_key = ?",
            List.of(subscriptionId, path.bytes()),
            DeliveredFiles::read)
        .stream()
        .findFirst();
  }

  /** Number of files that a subscriber has. */
  public int count(UUID subscriptionId) {
    return database
        .query(
            "select count(*) from delivered_file where subscription_id = ?",
            List.of(subscriptionId),
            row -> row.getInt(1))
        .get(0);
  }

  /** Records files in the place of those that were at their paths; each path once. */
  public void put(UUID subscriptionId, List<DeliveredFile> files) {
    database.run(
        connection -> {
          int[] met =
              Statements.batch(
                  connection,
                  "update delivered_file set blob_id = ?, mode = ?, size_bytes = ?, sha256 = ?,"
                      + " generation = ?, delivered_at = ?"
                      + " where subscription_id = ? and path_key = ?",
                  files,
                  file ->
                      new Object[] {
                        file.blobId(),
                        file.mode(),
                        file.size(),
                        file.sha256(),
                        file.generation(),
                        file.at(),
                        subscriptionId,
                        file.path().bytes()
                      });
          List<DeliveredFile> fresh = new ArrayList<>();
          for (int i = 0; i < met.length; i++) {
            if (met[i] == 0) {
              fresh.add(files.get(i));
            }
          }
          Statements.batch(
              connection,
              "insert into delivered_file (subscription_id, path_key, blob_id, mode, size_bytes,"
                  + " sha256, generation, delivered_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
              fresh,
              file ->
                  new Object[] {
                    subscriptionId,
                    file.path().bytes(),
                    file.blobId(),
                    file.mode(),
                    file.size(),
                    file.sha256(),
                    file.generation(),
                    file.at()
                  });
          return null;
        });
  }

  /**
   * Has a file sent again, whatever the subscriber has there; the subscription is not SYNCED then.
   *
   * @return whether it has anything there
   */
  public boolean again(UUID subscriptionId, FilePath path) {
    // Below every floor, as if it had arrived in no generation.
    boolean has =
        database.execute(
                "update delivered_file set generation = 0"
                    + " where subscription_id = ? and path_key = ?",
                subscriptionId,
                path.bytes())
            == 1;
    if (has) {
      database.execute(
          "update subscription set status = 'DELIVERING' where id = ? and status = 'SYNCED'",
          subscriptionId);
    }
    return has;
  }

  /** Records that nothing is at these paths any more. */
  public void remove(UUID subscriptionId, List<FilePath> paths) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "delete from delivered_file where subscription_id = ? and path_key = ?",
              paths,
              path -> new Object[] {subscriptionId, path.bytes()});
          return null;
        });
  }
}
