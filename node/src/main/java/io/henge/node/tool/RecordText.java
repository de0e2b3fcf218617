package io.henge.node.tool;

import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.Inspection.View;
import io.henge.node.storage.KeyText;
import io.henge.ring.version.Content;
import io.henge.ring.version.RequestRecord;
import io.henge.ring.version.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Records of the index as text: some lines for people, or one of JSON for programs. */
final class RecordText {
  private RecordText() {}

  /** Several lines, each ended. */
  static String forPeople(View view) {
    IndexRecord record = view.record();
    StringBuilder out = new StringBuilder();
    line(out, "key", view.key().key().text());
    line(out, "partition", String.valueOf(view.key().partition()));
    line(out, "context", record.object().context().toString());
    line(
        out,
        "mint mark",
        record
            .mint()
            .map(mint -> "epoch %d, counter %d".formatted(mint.epoch(), mint.counter()))
            .orElse("none"));
    line(out, "chain number", String.valueOf(record.chainNumber()));
    for (RequestRecord request : record.object().requests()) {
      line(out, "request", request.requestId() + " made " + request.dot());
    }
    List<Version> live = record.object().live();
    for (int i = 0; i < live.size(); i++) {
      version(out, live.get(i), view.places().get(i));
    }
    return out.toString();
  }

  private static void version(StringBuilder out, Version version, String place) {
    out.append(version.isTombstone() ? "tombstone " : "version ").append(version.dot());
    out.append('\n');
    line(out, "  token", version.dot().token());
    line(
        out,
        "  written",
        Instant.ofEpochMilli(version.timestamp().millis()) + " +" + version.timestamp().logical());
    line(out, "  past", version.past().toString());
    line(out, "  policy", word(version));
    version.requestId().ifPresent(id -> line(out, "  request id", id));
    version
        .expiresAtMillis()
        .ifPresent(at -> line(out, "  expires", Instant.ofEpochMilli(at).toString()));
    version
        .content()
        .ifPresent(
            content -> {
              line(out, "  size", content.sizeBytes() + " bytes");
              line(out, "  crc32c", "%08x".formatted(content.crc32c()));
              content.attributes().forEach((name, value) -> line(out, "  " + name, value));
              line(out, "  place", place);
            });
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(KeyText.printable(value)).append('\n');
  }

  /** One object. */
  static JsonObject json(View view) {
    IndexRecord record = view.record();
    JsonArray versions = new JsonArray();
    List<Version> live = record.object().live();
    for (int i = 0; i < live.size(); i++) {
      versions.add(json(live.get(i), view.places().get(i)));
    }
    JsonArray requests = new JsonArray();
    for (RequestRecord request : record.object().requests()) {
      requests.add(
          new JsonObject()
              .put("id", request.requestId())
              .put("version", request.dot().token())
              .put("millis", request.timestamp().millis()));
    }
    JsonObject json =
        new JsonObject()
            .put("key", view.key().key().text())
            .put("partition", view.key().partition())
            .put("context", record.object().context().toString())
            .put("chainNumber", record.chainNumber())
            .put("removalNumber", record.removalNumber());
    record
        .mint()
        .ifPresent(
            mint ->
                json.put(
                    "mintMark",
                    new JsonObject().put("epoch", mint.epoch()).put("counter", mint.counter())));
    return json.put("requests", requests).put("versions", versions);
  }

  private static JsonObject json(Version version, String place) {
    JsonObject json =
        new JsonObject()
            .put("version", version.dot().token())
            .put("dot", version.dot().toString())
            .put("millis", version.timestamp().millis())
            .put("logical", version.timestamp().logical())
            .put("past", version.past().toString())
            .put("policy", word(version))
            .put("place", place);
    version.requestId().ifPresent(id -> json.put("requestId", id));
    version.expiresAtMillis().ifPresent(at -> json.put("expiresAtMillis", at));
    version.content().ifPresent(content -> addContent(json, content));
    return json;
  }

  private static void addContent(JsonObject json, Content content) {
    Map<String, Object> attributes = new TreeMap<>(content.attributes());
    json.put("sizeBytes", content.sizeBytes())
        .put("crc32c", "%08x".formatted(content.crc32c()))
        .put("attributes", new JsonObject(attributes));
  }

  private static String word(Version version) {
    return version.policy().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
