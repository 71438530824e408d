package org.sluice.egress.api;

/**
 * Is given the pages of a list as they come.
 *
 * @param <X> what ends the reading
 */
@FunctionalInterface
public interface PageReader<X extends Exception> {

  /**
   * Reads one page.
   *
   * @param page of any status; one other than 200 ends the list with an exception, if not with the
   *     reader's own
   */
  void read(ApiAnswer page) throws X;
}
