package io.henge.client.attempt;

import io.henge.client.ReadOptions;
import io.henge.client.exchange.Call;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a read asks for.
 *
 * @param method GET or HEAD
 * @param key the blob's
 * @param options how it is read
 * @param mark a parameter that stands alone, such as {@code siblings}; empty for none
 */
record ReadTarget(String method, BlobKey key, ReadOptions options, String mark) {
  /**
   * The request to a node for what is shown, or for the version and the part that are asked for.
   */
  Call call(Address node, long millis) {
    Map<String, String> headers = new TreeMap<>();
    if (options.isPart()) {
      String last =
          options.length().isPresent()
              ? Long.toString(options.offset() + options.length().getAsLong() - 1)
              : "";
      headers.put("Range", "bytes=" + options.offset() + "-" + last);
    }
    return call(node, millis, options.version(), headers);
  }

  /** The request for the rest of a version that has begun to come. */
  Call rest(Address node, long millis, String version, long first, long last) {
    return call(node, millis, Optional.of(version), Map.of("Range", "bytes=" + first + "-" + last));
  }

  private Call call(
      Address node, long millis, Optional<String> version, Map<String, String> headers) {
    Map<String, String> parameters = new TreeMap<>();
    options.r().ifPresent(r -> parameters.put("r", r));
    if (options.isSloppy()) {
      parameters.put("sloppy", "true");
    }
    if (options.repairsBefore()) {
      parameters.put("repair", "before");
    }
    version.ifPresent(name -> parameters.put("version", name));
    if (!mark.isEmpty()) {
      parameters.put(mark, "");
    }
    parameters.put("timeout", millis + "ms");
    return new Call(
        node,
        method,
        Targets.of(key.toRawPath(), parameters),
        headers,
        Optional.empty(),
        Deadline.withMargin(millis));
  }
}
