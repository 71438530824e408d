package org.sluice.configsource;

/**
 * What a configuration server answers.
 *
 * @param status of HTTP
 * @param body as text; empty unless the status is 200
 */
record Answered(int status, String body) {

  static Answered refused(int status) {
    return new Answered(status, "");
  }

  static Answered ok(String body) {
    return new Answered(200, body);
  }
}
