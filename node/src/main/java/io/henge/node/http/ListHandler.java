package io.henge.node.http;

import io.henge.node.blob.KeyRange;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.ListAnswer;
import io.henge.node.coordinator.ListAnswer.Shortage;
import io.henge.node.coordinator.ListRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists keys a page at a time. Any node does, for the whole cluster; nothing is passed on. */
final class ListHandler {
  private static final String ALLOWED = "GET, HEAD";
  private static final Set<String> PARAMETERS =
      Set.of("prefix", "delimiter", "after", "limit", "timeout");
  private static final int PARTITIONS_SHOWN_MAX = 16;

  private final Coordinators coordinators;
  private final Exchange.Surroundings around;
  private final RequestSlots slots;
  private final long defaultTimeoutMillis;

  ListHandler(
      Coordinators coordinators,
      Exchange.Surroundings around,
      RequestSlots slots,
      long defaultTimeoutMillis) {
    this.coordinators = coordinators;
    this.around = around;
    this.slots = slots;
    this.defaultTimeoutMillis = defaultTimeoutMillis;
  }

  /** Whether a request asks for keys. */
  static boolean isMeant(RequestTarget target) {
    return target.path().equals(SystemPaths.KEYS);
  }

  void handle(HttpServerRequest http, RequestTarget target) {
    Exchange exchange = new Exchange(around, http);
    HttpMethod method = http.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      exchange.methodNotAllowed(ALLOWED);
      return;
    }
    try {
      if (exchange.hasBody()) {
        throw bad(method + " takes no body");
      }
      ListRequest request = request(target.query());
      slots.takeForListing(exchange);
      exchange.answerWith(
          coordinators.anywhere(coordinator -> coordinator.list(request)),
          answer -> answer(exchange, answer),
          dropped -> {});
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private ListRequest request(String rawQuery) {
    Map<String, String> given = QueryOptions.parameters(rawQuery, PARAMETERS);
    String timeout = given.get("timeout");
    try {
      return ListRequest.of(
          given.getOrDefault("prefix", ""),
          Optional.ofNullable(given.get("delimiter")),
          Optional.ofNullable(given.get("after")),
          limit(given.get("limit")),
          timeout == null ? defaultTimeoutMillis : QueryOptions.millis(timeout));
    } catch (IllegalArgumentException outOfBounds) {
      throw bad(outOfBounds.getMessage());
    }
  }

  private static int limit(String text) {
    if (text == null) {
      return KeyRange.LIMIT_MAX;
    }
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > KeyRange.LIMIT_MAX) {
      throw bad("limit is a number, 1 to " + KeyRange.LIMIT_MAX);
    }
    return limit;
  }

  private static void answer(Exchange exchange, ListAnswer answer) {
    exchange
        .response()
        .putHeader(HengeHeaders.CHAIN, Long.toString(answer.chainNumber()))
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cache-Control", "no-store");
    if (answer.shortage().isPresent()) {
      exchange.response().putHeader(HengeHeaders.DEGRADED, "true");
    }
    SystemRoutes.json(exchange, 200, document(answer));
  }

  private static JsonObject document(ListAnswer answer) {
    JsonArray keys = new JsonArray();
    answer.keys().forEach(entry -> keys.add(json(entry)));
    JsonObject document =
        new JsonObject()
            .put("keys", keys)
            .put("prefixes", new JsonArray(answer.groups()))
            .put("next", answer.next().orElse(null))
            .put("complete", answer.shortage().isEmpty());
    answer.shortage().ifPresent(shortage -> document.put("missing", json(shortage)));
    return document;
  }

  private static JsonObject json(ListAnswer.Entry entry) {
    Version shown = entry.shown();
    Content content = shown.content().orElseThrow();
    JsonObject json =
        new JsonObject()
            .put("key", entry.key().text())
            .put("size", content.sizeBytes())
            .put("etag", "\"" + shown.dot().token() + "\"")
            .put("version", shown.dot().token())
            .put("lastModified", Instant.ofEpochMilli(shown.timestamp().millis()).toString())
            .put(
                "contentType",
                content.attributes().getOrDefault("content-type", GetHandler.CONTENT_TYPE))
            .put("siblings", entry.siblings());
    shown
        .expiresAtMillis()
        .ifPresent(millis -> json.put("expires", Instant.ofEpochMilli(millis).toString()));
    return json;
  }

  private static JsonObject json(Shortage shortage) {
    List<Integer> first = shortage.firstPartitions(PARTITIONS_SHOWN_MAX);
    JsonArray members = new JsonArray();
    for (ReplicaFailure failure : shortage.failures()) {
      members.add(
          new JsonObject()
              .put("seat", failure.seat().number())
              .put("reason", failure.reason().name().toLowerCase(Locale.ROOT))
              .put("text", failure.text()));
    }
    return new JsonObject()
        .put("partitions", shortage.partitionCount())
        .put("first", new JsonArray(first))
        .put("members", members);
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
