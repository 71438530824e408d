package org.sluice.egress.api;

import java.net.URI;
import java.util.Objects;

/**
 * Where an API is and as whom it is asked. The authorization is no part of {@link #toString}.
 *
 * @param budget what requests count against; accounts of one budget share its limits
 * @param root the API's root, without a slash at its end; nothing outside of it is asked
 * @param header name of the header that lets in, such as {@code Authorization}; null for none
 * @param secret its value; null for none
 * @param limits how this API tells of its limits
 */
public record ApiAccount(String budget, URI root, String header, String secret, LimitRule limits) {

  /** Header and secret may be missing. */
  public ApiAccount {
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(limits, "limits");
  }

  @Override
  public String toString() {
    return "ApiAccount[" + root + ", " + budget + "]";
  }
}
