package io.henge.node.http;

import java.util.List;

/**
 * Whether a node can serve, and what speaks against it.
 *
 * @param ready whether clients should be sent here
 * @param reasons for people, one sentence each; there may be some for a node that is ready too
 */
public record Health(boolean ready, List<String> reasons) {
  public Health {
    reasons = List.copyOf(reasons);
  }
}
