package io.henge.node.http;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.MultiMap;
import java.util.Optional;

/** Stores a blob: everything that can be refused is refused before the body is asked for. */
final class PutHandler {
  private final Coordinators coordinators;
  private final long blobBytesMax;

  PutHandler(Coordinators coordinators, long blobBytesMax) {
    this.coordinators = coordinators;
    this.blobBytesMax = blobBytesMax;
  }

  void handle(Exchange exchange, PartitionedKey key, QueryOptions options) {
    PutRequest request = request(exchange, key, options);
    exchange.answerWith(
        coordinators.on(key, coordinator -> coordinator.put(request)),
        receipt -> created(exchange, receipt),
        dropped -> {});
  }

  private PutRequest request(Exchange exchange, PartitionedKey key, QueryOptions options) {
    MultiMap headers = exchange.headers();
    if (headers.contains("Content-Range")) {
      throw BlobFailure.of(
          ErrorCode.BAD_REQUEST, "a blob is written as a whole: no Content-Range with PUT");
    }
    if (exchange.declaredLength().orElse(0) > blobBytesMax) {
      throw HttpBody.tooLarge(blobBytesMax);
    }
    return new PutRequest(
        key,
        Attributes.of(headers),
        ExpiryParser.of(headers),
        writeOptions(exchange, options),
        new HttpBody(exchange, BodyChecks.of(headers), blobBytesMax));
  }

  /** What PUT and DELETE have in common. */
  static WriteOptions writeOptions(Exchange exchange, QueryOptions options) {
    return new WriteOptions(
        ConditionParser.forWrite(exchange.headers()),
        Optional.ofNullable(exchange.headers().get(HengeHeaders.CONTEXT)),
        exchange.givenRequestId(),
        options.quorum(),
        options.isSloppy(true),
        options.timeoutMillis());
  }

  private static void created(Exchange exchange, WriteReceipt receipt) {
    exchange.answer(201);
    describe(exchange, receipt);
    receipt
        .crc32c()
        .ifPresent(
            crc -> exchange.response().putHeader(HengeHeaders.CRC32C, BodyChecks.crcText(crc)));
    ExpiryParser.show(receipt.expiresAtMillis(), exchange.response().headers());
    receipt
        .dot()
        .ifPresent(dot -> exchange.response().putHeader("ETag", "\"" + dot.token() + "\""));
    exchange.end();
  }

  /** The headers that say what a write achieved. */
  static void describe(Exchange exchange, WriteReceipt receipt) {
    MultiMap headers = exchange.response().headers();
    headers.set(HengeHeaders.CHAIN, Long.toString(receipt.chainNumber()));
    receipt
        .dot()
        .ifPresent(
            dot -> {
              headers.set(HengeHeaders.VERSION, dot.token());
              headers.set(HengeHeaders.CONTEXT, receipt.contextToken());
              headers.set(HengeHeaders.ACKS, receipt.acks() + " of " + receipt.replicas());
              headers.set(HengeHeaders.STAND_INS, Integer.toString(receipt.standIns()));
              if (receipt.degraded()) {
                headers.set(HengeHeaders.DEGRADED, "true");
              }
            });
  }
}
