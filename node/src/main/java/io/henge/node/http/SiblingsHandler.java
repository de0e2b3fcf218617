package io.henge.node.http;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.SiblingsAnswer;
import io.henge.node.coordinator.SiblingsRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Lists the versions of a blob among which a client can choose. The list is no version, so it has
 * no tag and no conditions, and a range on it is ignored.
 */
final class SiblingsHandler {
  private static final List<String> CONDITIONS =
      List.of("If-Match", "If-None-Match", "If-Unmodified-Since");
  private static final String META = HengeHeaders.META_PREFIX.toLowerCase(Locale.ROOT);

  private final Coordinators coordinators;

  SiblingsHandler(Coordinators coordinators) {
    this.coordinators = coordinators;
  }

  void handle(Exchange exchange, PartitionedKey key, QueryOptions options) {
    for (String condition : CONDITIONS) {
      if (exchange.headers().contains(condition)) {
        throw BlobFailure.of(ErrorCode.BAD_REQUEST, "a list of versions takes no " + condition);
      }
    }
    SiblingsRequest request = new SiblingsRequest(key, options.forRead());
    exchange.answerWith(
        coordinators.on(key, coordinator -> coordinator.siblings(request)),
        answer -> list(exchange, answer),
        dropped -> {});
  }

  private static void list(Exchange exchange, SiblingsAnswer answer) {
    exchange.answer(300);
    MultiMap headers = exchange.response().headers();
    headers.set(HengeHeaders.CONTEXT, answer.contextToken());
    headers.set(HengeHeaders.SIBLINGS, Integer.toString(answer.versions().size()));
    headers.set(HengeHeaders.CHAIN, Long.toString(answer.chainNumber()));
    if (answer.degraded()) {
      headers.set(HengeHeaders.DEGRADED, "true");
    }
    headers.set("Content-Type", "application/json");
    headers.set("X-Content-Type-Options", "nosniff");
    // A 300 may be kept by any cache that is not told otherwise (RFC 9110, section 15.1).
    headers.set("Cache-Control", "no-store");
    exchange.end(document(answer.versions()));
  }

  private static Buffer document(List<Version> versions) {
    JsonArray list = new JsonArray();
    for (Version version : versions) {
      list.add(json(version, list.isEmpty()));
    }
    return list.toBuffer().appendString("\n");
  }

  private static JsonObject json(Version version, boolean shown) {
    Content content = version.content().orElseThrow();
    JsonObject metadata = new JsonObject();
    content
        .attributes()
        .forEach(
            (name, value) -> {
              if (name.startsWith(META)) {
                metadata.put(name, value);
              }
            });
    JsonObject json =
        new JsonObject()
            .put("version", version.dot().token())
            .put("size", content.sizeBytes())
            .put("crc32c", BodyChecks.crcText(content.crc32c()))
            .put("lastModified", Instant.ofEpochMilli(version.timestamp().millis()).toString())
            .put(
                "contentType",
                content.attributes().getOrDefault("content-type", GetHandler.CONTENT_TYPE))
            .put("shown", shown)
            .put("policy", version.policy().word())
            .put("metadata", metadata);
    version
        .expiresAtMillis()
        .ifPresent(millis -> json.put("expires", Instant.ofEpochMilli(millis).toString()));
    return json;
  }
}
