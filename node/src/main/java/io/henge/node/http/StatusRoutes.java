package io.henge.node.http;

import io.henge.node.http.StatusDesk.Status;
import io.henge.ring.ChainEntry;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Shows how the node stands. */
final class StatusRoutes {
  private final HttpServices services;
  private final StatusDesk desk;

  StatusRoutes(HttpServices services, StatusDesk desk) {
    this.services = services;
    this.desk = desk;
  }

  void show(Exchange exchange) {
    SystemRoutes.json(exchange, 200, document(services, desk.status()));
  }

  private static JsonObject document(HttpServices services, Status status) {
    JsonObject document = new JsonObject().put("node", services.nodeId());
    Optional<ChainEntry> entry = services.chain().entry();
    entry.ifPresent(
        newest ->
            document
                .put("chain", newest.number())
                .put("phase", newest.phase().name().toLowerCase(Locale.ROOT)));
    return document
        .put(
            "partitions",
            new JsonObject()
                .put("owned", status.partitions().owned())
                .put("filled", status.partitions().filled())
                .put("replicated", status.partitions().replicated())
                .put("underReplicated", status.partitions().underReplicated()))
        .put("antiEntropy", comparisons(status.comparisons()))
        .put(
            "hints",
            new JsonObject()
                .put("keys", status.hints().keys())
                .put("bytes", status.hints().bytes())
                .put("oldestSeconds", status.hints().oldestSeconds()))
        .put("tombstones", tombstones(status.tombstones()))
        .put("damaged", status.damaged())
        .put("owed", status.owed());
  }

  private static JsonObject comparisons(StatusDesk.Comparisons comparisons) {
    JsonObject json = new JsonObject();
    new TreeMap<>(comparisons.byResult()).forEach(json::put);
    // JSON has no NaN: before the first comparison there is no such time.
    if (!Double.isNaN(comparisons.oldestSeconds())) {
      json.put("oldestSeconds", comparisons.oldestSeconds());
    }
    return json;
  }

  private static JsonObject tombstones(StatusDesk.Tombstones tombstones) {
    JsonObject waitingFor = new JsonObject();
    new TreeMap<>(tombstones.waitingFor())
        .forEach((seat, partitions) -> waitingFor.put(Integer.toString(seat), partitions));
    return new JsonObject()
        .put("keys", tombstones.keys())
        .put("oldestSeconds", tombstones.oldestSeconds())
        .put("waitingFor", waitingFor);
  }
}
