package io.henge.client.exchange;

import io.henge.ring.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request to one node.
 *
 * @param node whom it goes to
 * @param method of HTTP
 * @param target path and query
 * @param headers by name
 * @param upload the body, if it has one
 * @param headMillis how long the head of the answer is waited for, once the body has been sent
 */
public record Call(
    Address node,
    String method,
    String target,
    Map<String, String> headers,
    Optional<Upload> upload,
    long headMillis) {
  public Call {
    headers = new LinkedHashMap<>(headers);
  }
}
