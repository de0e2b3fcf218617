package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.transfer.FillingReport;
import io.henge.ring.Partitions;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows the filling, and takes the operator's word that a loss is accepted. */
final class FillRoutes {
  private static final String PARTITIONS = "partitions";
  private static final String WAITING = "waiting";
  private static final String RANGE = "[0-9]{1,5}(-[0-9]{1,5})?";

  private final FillDesk filling;

  FillRoutes(FillDesk filling) {
    this.filling = filling;
  }

  void show(Exchange exchange) {
    SystemRoutes.json(exchange, 200, document(filling.report()));
  }

  void acceptLoss(Exchange exchange) {
    if (exchange.request().query() != null
        && exchange.request().query().equals(PARTITIONS + "=" + WAITING)) {
      filling.acceptLossOfWaiting();
      SystemRoutes.json(exchange, 202, document(filling.report()));
      return;
    }
    List<Integer> partitions;
    try {
      partitions = partitions(exchange.request().params());
    } catch (BlobFailure malformed) {
      exchange.fail(malformed);
      return;
    } catch (IllegalArgumentException malformed) {
      exchange.fail(BlobFailure.of(ErrorCode.BAD_REQUEST, "bad percent-encoding in the query"));
      return;
    }
    Optional<Integer> unknown = filling.acceptLoss(partitions);
    if (unknown.isPresent()) {
      exchange.fail(
          BlobFailure.of(
              ErrorCode.NOT_FOUND,
              "partition " + unknown.get() + " is none that this node has to fill"));
    } else {
      SystemRoutes.json(exchange, 202, document(filling.report()));
    }
  }

  private static List<Integer> partitions(MultiMap query) {
    List<String> given = query.getAll(PARTITIONS);
    if (query.size() != 1 || given.size() != 1) {
      throw malformed();
    }
    List<Integer> partitions = new ArrayList<>();
    for (String range : given.get(0).split(",", -1)) {
      if (!range.matches(RANGE)) {
        throw malformed();
      }
      String[] ends = range.split("-", -1);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first > last || last >= Partitions.COUNT_MAX) {
        throw malformed();
      }
      for (int partition = first; partition <= last; partition++) {
        partitions.add(partition);
      }
      if (partitions.size() > Partitions.COUNT_MAX) {
        throw malformed();
      }
    }
    return partitions;
  }

  private static BlobFailure malformed() {
    return BlobFailure.of(
        ErrorCode.BAD_REQUEST,
        "?partitions= names partitions and ranges of them, as in 1,4-7, or is waiting");
  }

  private static JsonObject document(FillingReport report) {
    return new JsonObject()
        .put("owned", report.owned())
        .put("filled", report.filled())
        .put("keys", report.keys())
        .put("bytes", report.bytes())
        .put("skipped", report.skipped())
        .put("waiting", new JsonArray(report.waiting()));
  }
}
