package org.sluice.egress.api;

import java.io.IOException;
import java.util.Optional;

/** Finds where the next page of a list is, as the page before says. */
@FunctionalInterface
public interface NextPage {

  /** As the field {@code Link} says with {@code rel="next"}. */
  NextPage LINKED = answer -> Links.of(answer).to("next");

  /**
   * Where the next page is.
   *
   * @return as in {@link ApiRequest#target}; empty after the last page
   * @throws IOException if that cannot be told
   */
  Optional<String> next(ApiAnswer answer) throws IOException;
}
