package org.sluice.platform.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.StatementEventListener;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;

/**
 * A pooled connection of H2 that is rolled back only where something may be left to roll back.
 *
 * <p>H2's own rolls back whenever it is given out and whenever it comes back, and H2 answers every
 * rollback, also one of nothing, by writing what all other transactions have changed by then. A
 * pool that asks anew for each transaction, as one server's does, would so have each of them
 * written three times while others are under way.
 */
final class SteadyConnection implements XAConnection {

  private final XAConnection pooled;
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private Connection steady;
  private Handle last;

  SteadyConnection(XAConnection pooled) {
    this.pooled = pooled;
  }

  /** Gives the connection out; whoever had it before has it no more. */
  @Override
  public synchronized Connection getConnection() throws SQLException {
    if (last != null) {
      last.leave();
    }
    if (steady == null) {
      steady = pooled.getConnection();
    }
    last = new Handle(steady);
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, last);
  }

  private void tellClosed() {
    ConnectionEvent closed = new ConnectionEvent(this);
    listeners.forEach(each -> each.connectionClosed(closed));
  }

  @Override
  public XAResource getXAResource() throws SQLException {
    return pooled.getXAResource();
  }

  @Override
  public void close() throws SQLException {
    pooled.close();
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void addStatementEventListener(StatementEventListener listener) {
    pooled.addStatementEventListener(listener);
  }

  @Override
  public void removeStatementEventListener(StatementEventListener listener) {
    pooled.removeStatementEventListener(listener);
  }

  /** The connection as somebody has it until he closes it. */
  private final class Handle implements java.lang.reflect.InvocationHandler {

    private final Connection connection;
    private boolean left;

    Handle(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] values) throws Throwable {
      switch (method.getName()) {
        case "close":
          if (leave()) {
            tellClosed();
          }
          return null;
        case "isClosed":
          return isLeft() || connection.isClosed();
        case "equals":
          return proxy == values[0];
        case "hashCode":
          return System.identityHashCode(proxy);
        default:
          if (isLeft()) {
            throw new SQLException("The connection was given back.", "08003");
          }
          try {
            return method.invoke(connection, values);
          } catch (InvocationTargetException failed) {
            throw failed.getCause();
          }
      }
    }

    private synchronized boolean isLeft() {
      return left;
    }

    /** Ends what was begun and not committed; false if that was done already. */
    synchronized boolean leave() throws SQLException {
      if (left) {
        return false;
      }
      left = true;
      if (!connection.isClosed() && !connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return true;
    }
  }
}
