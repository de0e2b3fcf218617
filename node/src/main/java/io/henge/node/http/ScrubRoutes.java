package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.storage.ScrubStatus;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Shows the scrub, and begins a pass of it. */
final class ScrubRoutes {
  static final String ALLOWED = "GET, HEAD, POST";
  private static final String RATE = "rate";

  private final ScrubDesk scrub;

  ScrubRoutes(ScrubDesk scrub) {
    this.scrub = scrub;
  }

  void show(Exchange exchange) {
    SystemRoutes.json(exchange, 200, document(scrub.status()));
  }

  void begin(Exchange exchange) {
    OptionalLong rate;
    try {
      rate = rate(exchange.request().params());
    } catch (BlobFailure malformed) {
      exchange.fail(malformed);
      return;
    } catch (IllegalArgumentException malformed) {
      exchange.fail(BlobFailure.of(ErrorCode.BAD_REQUEST, "bad percent-encoding in the query"));
      return;
    }
    scrub.begin(rate.orElse(ScrubDesk.UNTHROTTLED));
    SystemRoutes.json(exchange, 202, document(scrub.status()));
  }

  private static OptionalLong rate(MultiMap query) {
    for (String name : query.names()) {
      if (!name.equals(RATE)) {
        throw BlobFailure.of(ErrorCode.BAD_REQUEST, "there is no such option: " + LogText.of(name));
      }
    }
    List<String> given = query.getAll(RATE);
    if (given.isEmpty()) {
      return OptionalLong.empty();
    }
    if (given.size() > 1 || !given.get(0).matches("[1-9][0-9]{0,17}")) {
      throw BlobFailure.of(
          ErrorCode.BAD_REQUEST, "the rate is a number of bytes per second, 1 or more");
    }
    return OptionalLong.of(Long.parseLong(given.get(0)));
  }

  private static JsonObject document(ScrubStatus status) {
    JsonObject document =
        new JsonObject()
            .put("running", status.running())
            .put("progress", status.progress())
            .put("passes", status.passes())
            .put("records", status.tally().records())
            .put("bytes", status.tally().bytes())
            .put("corrupt", status.tally().corrupt())
            .put("missing", status.tally().missing())
            .put("orphans", status.tally().orphans())
            .put("damaged", status.damaged());
    putTime(document, "startedAt", status.startedMillis());
    putTime(document, "finishedAt", status.finishedMillis());
    return document;
  }

  private static void putTime(JsonObject document, String name, OptionalLong millis) {
    millis.ifPresent(at -> document.put(name, Instant.ofEpochMilli(at).toString()));
  }
}
