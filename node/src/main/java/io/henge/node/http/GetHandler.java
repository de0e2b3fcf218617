package io.henge.node.http;

import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.GetRequest;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.RangeRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/** Shows a version of a blob, or the part of it that a range names. */
final class GetHandler {
  /** What a blob is whose writer did not say it. */
  static final String CONTENT_TYPE = "application/octet-stream";

  private final Coordinators coordinators;

  /** What was asked for; the range is dropped when a condition on it does not hold. */
  private record Wanted(
      PartitionedKey key,
      QueryOptions options,
      Preconditions preconditions,
      Optional<RangeRequest> range,
      Optional<String> ifRange,
      boolean bytes) {
    GetRequest request() {
      return new GetRequest(key, options.version(), preconditions, range, bytes, options.forRead());
    }

    Wanted withoutRange() {
      return new Wanted(key, options, preconditions, Optional.empty(), Optional.empty(), bytes);
    }

    Wanted headOnly() {
      return new Wanted(key, options, preconditions, Optional.empty(), Optional.empty(), false);
    }
  }

  GetHandler(Coordinators coordinators) {
    this.coordinators = coordinators;
  }

  void handle(Exchange exchange, PartitionedKey key, QueryOptions options) {
    MultiMap headers = exchange.headers();
    boolean bytes = exchange.request().method().equals(HttpMethod.GET);
    // A range on HEAD is ignored (RFC 9110, section 14.2): it is defined for GET alone.
    Optional<RangeRequest> range =
        bytes
            ? Optional.ofNullable(headers.get("Range")).flatMap(RangeParser::parse)
            : Optional.empty();
    Wanted wanted =
        new Wanted(
            key,
            options,
            ConditionParser.forRead(headers),
            range,
            range.flatMap(present -> Optional.ofNullable(headers.get("If-Range"))),
            bytes);
    exchange.givenRequestId();
    exchange.answerWith(
        read(exchange, wanted),
        answer -> show(exchange, answer),
        dropped -> dropped.body().ifPresent(OpenBody::close));
  }

  private Future<GetAnswer> read(Exchange exchange, Wanted wanted) {
    return ask(wanted)
        .compose(answer -> heedIfRange(wanted, answer))
        .recover(cause -> outOfRange(exchange, wanted, cause));
  }

  private Future<GetAnswer> ask(Wanted wanted) {
    return coordinators.on(wanted.key(), coordinator -> coordinator.get(wanted.request()));
  }

  /** The range counts only for the version that {@code If-Range} names; else all is sent. */
  private Future<GetAnswer> heedIfRange(Wanted wanted, GetAnswer answer) {
    if (!answer.partial() || holdsFor(wanted, answer.version())) {
      return Future.succeededFuture(answer);
    }
    answer.body().ifPresent(OpenBody::close);
    return ask(wanted.withoutRange());
  }

  /**
   * A range outside the blob: the answer has to say how long the blob is, and it is none at all
   * when {@code If-Range} names another version.
   */
  private Future<GetAnswer> outOfRange(Exchange exchange, Wanted wanted, Throwable cause) {
    boolean outside =
        cause instanceof BlobFailure failure
            && failure.code() == ErrorCode.RANGE_NOT_SATISFIABLE
            && wanted.range().isPresent();
    if (!outside) {
      return Future.failedFuture(cause);
    }
    return ask(wanted.headOnly())
        .compose(
            head -> {
              if (!holdsFor(wanted, head.version())) {
                return ask(wanted.withoutRange());
              }
              exchange.refusedRangeOf(content(head.version()).sizeBytes());
              return Future.failedFuture(cause);
            });
  }

  private static boolean holdsFor(Wanted wanted, Version version) {
    return wanted.ifRange().isEmpty()
        || wanted
            .ifRange()
            .flatMap(ConditionParser::strongTag)
            .equals(Optional.of(version.dot().token()));
  }

  private static void show(Exchange exchange, GetAnswer answer) {
    head(exchange, answer);
    if (answer.body().isPresent()) {
      BodySender.send(exchange, answer.body().get());
    } else {
      exchange.end();
    }
  }

  private static void head(Exchange exchange, GetAnswer answer) {
    exchange.answer(answer.modified() ? answer.partial() ? 206 : 200 : 304);
    Version version = answer.version();
    Content content = content(version);
    MultiMap headers = exchange.response().headers();
    headers.set("ETag", "\"" + version.dot().token() + "\"");
    headers.set(HengeHeaders.VERSION, version.dot().token());
    headers.set(HengeHeaders.CONTEXT, answer.contextToken());
    headers.set(HengeHeaders.CHAIN, Long.toString(answer.chainNumber()));
    ExpiryParser.show(version.expiresAtMillis(), headers);
    headers.set("Last-Modified", HttpDates.format(version.timestamp().millis()));
    if (answer.siblings() > 1) {
      headers.set(HengeHeaders.SIBLINGS, Integer.toString(answer.siblings()));
    }
    if (answer.degraded()) {
      headers.set(HengeHeaders.DEGRADED, "true");
    }
    if (!answer.modified()) {
      String caching = content.attributes().get("cache-control");
      if (caching != null) {
        headers.set("cache-control", caching);
      }
      return;
    }
    headers.set("Content-Type", CONTENT_TYPE);
    content.attributes().forEach(headers::set);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Accept-Ranges", "bytes");
    headers.set("Content-Length", Long.toString(answer.range().length()));
    if (answer.partial()) {
      long last = answer.range().end() - 1;
      headers.set(
          "Content-Range",
          "bytes " + answer.range().offset() + "-" + last + "/" + content.sizeBytes());
      answer
          .body()
          .map(OpenBody::crc32c)
          .ifPresent(
              crc -> headers.set(HengeHeaders.PART_CRC32C, BodyChecks.crcText(crc.orElseThrow())));
    } else {
      headers.set(HengeHeaders.CRC32C, BodyChecks.crcText(content.crc32c()));
    }
  }

  private static Content content(Version shown) {
    return shown.content().orElseThrow(() -> new IllegalStateException("a tombstone was shown"));
  }
}
