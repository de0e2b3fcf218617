package io.henge.node.http;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.WriteReceipt;

/** Deletes a blob; that nothing was there is no failure. */
final class DeleteHandler {
  private final Coordinators coordinators;

  DeleteHandler(Coordinators coordinators) {
    this.coordinators = coordinators;
  }

  void handle(Exchange exchange, PartitionedKey key, QueryOptions options) {
    DeleteRequest request =
        new DeleteRequest(key, PutHandler.writeOptions(exchange, options), exchange::isOver);
    exchange.answerWith(
        coordinators.on(key, coordinator -> coordinator.delete(request)),
        receipt -> deleted(exchange, receipt),
        dropped -> {});
  }

  private static void deleted(Exchange exchange, WriteReceipt receipt) {
    exchange.answer(204);
    PutHandler.describe(exchange, receipt);
    exchange.end();
  }
}
