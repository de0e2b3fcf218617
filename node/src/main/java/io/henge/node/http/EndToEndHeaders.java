package io.henge.node.http;

import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers a proxy passes on (RFC 9110, section 7.6.1). */
final class EndToEndHeaders {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** What this node says itself to the owner. */
  private static final Set<String> OWN =
      Set.of(
          "host",
          "expect",
          "content-length",
          HengeHeaders.TRAILING_CRC32C.toLowerCase(Locale.ROOT));

  private EndToEndHeaders() {}

  /** Adds a request's headers to those of the request that is sent on. */
  static void ofRequest(MultiMap from, MultiMap to) {
    copy(from, to, OWN);
  }

  /** Sets an answer's headers on the answer that is sent back. */
  static void ofResponse(MultiMap from, MultiMap to) {
    copy(from, to, Set.of());
  }

  private static void copy(MultiMap from, MultiMap to, Set<String> besides) {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    dropped.addAll(besides);
    for (String line : from.getAll("Connection")) {
      for (String name : line.split(",", -1)) {
        dropped.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!dropped.contains(name)) {
        if (seen.add(name)) {
          to.set(header.getKey(), header.getValue());
        } else {
          to.add(header.getKey(), header.getValue());
        }
      }
    }
  }
}
