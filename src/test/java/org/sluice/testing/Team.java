package org.sluice.testing;

import static org.sluice.testing.Fresh.fresh;

import java.util.Map;

/**
 * A new namespace with a member of each kind, and somebody who does not belong to it.
 *
 * @param name of the namespace
 * @param maintainer may change what lies in it
 * @param viewer may see it
 * @param stranger may do neither
 */
public record Team(String name, Api maintainer, Api viewer, Api stranger) {

  private static final String PASSWORD = "a password of a test";

  /** Makes one. */
  public static Team on(RunningSluice sluice) {
    String name = fresh("team");
    sluice.admin().post("/namespaces", Map.of("name", name)).expect(201);
    return new Team(
        name, user(sluice, name, "MAINTAINER"), user(sluice, name, "VIEWER"), user(sluice));
  }

  private static Api user(RunningSluice sluice, String namespace, String role) {
    String name = fresh("user");
    Api user = user(sluice, name);
    sluice
        .admin()
        .put("/namespaces/" + namespace + "/members/" + name, Map.of("role", role))
        .expect(201);
    return user;
  }

  private static Api user(RunningSluice sluice) {
    return user(sluice, fresh("user"));
  }

  private static Api user(RunningSluice sluice, String name) {
    sluice.admin().post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    return sluice.api().as(name, PASSWORD);
  }
}
