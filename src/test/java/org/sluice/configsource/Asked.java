package org.sluice.configsource;

/**
 * What a configuration server is asked for.
 *
 * @param path with its query
 * @param accept media type that the client wants; null if it does not care
 */
record Asked(String path, String accept) {

  static final String WITH_ORIGINS = "application/vnd.spring-cloud.config-server.v2+json";
  static final String RAW = "application/octet-stream";

  static Asked of(String path) {
    return new Asked(path, null);
  }

  @Override
  public String toString() {
    return path + (accept == null ? "" : " as " + accept);
  }
}
