package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.client.HengeClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many keys are listed through the client in the memory of a page: with all nodes, with one of
 * three dead, and while the ring changes. A listing that says it is complete has every key, once
 * and in order.
 */
class ManyKeysIT {
  /** What may come and go beside the pages: connections, the ring, code that is compiled. */
  private static final long HEAP_BYTES_MORE = 24L << 20;

  @Test
  @Timeout(value = 90, unit = TimeUnit.MINUTES)
  void all_keys_are_listed_whatever_the_nodes_do(@TempDir Path directory) throws Exception {
    int count = Numbers.of("henge.listedKeys", 1_000);
    try (TestCluster cluster = TestCluster.startWithSpares(directory, 3, 1);
        HengeClient client = patientClient(cluster.node(1))) {
      ListedKeys keys = new ListedKeys(client, count);
      keys.write();
      long heapBytes = requireComplete(keys, "all nodes");

      cluster.node(3).kill();
      long withoutOne = requireComplete(keys, "one of three dead");
      cluster.restart(3);

      RollingRing ring = new RollingRing(cluster, new PlainHttp());
      CompletableFuture<Void> change = CompletableFuture.runAsync(ring::change);
      long whileChanging = listUntil(change, keys);
      change.join();
      requireComplete(keys, "after the change");
      assertThat(Math.max(withoutOne, whileChanging) - heapBytes)
          .as("more heap than the first listing took")
          .isLessThan(HEAP_BYTES_MORE);
    }
  }

  /** How long it may take is not looked at here. */
  private static HengeClient patientClient(NodeProcess node) {
    return HengeClient.builder()
        .endpoints("127.0.0.1:" + node.clientPort())
        .attemptTimeout(Duration.ofSeconds(10))
        .requestTimeout(Duration.ofMinutes(2))
        .build();
  }

  private static long requireComplete(ListedKeys keys, String when) {
    ListedKeys.Outcome outcome = keys.list();
    Numbers.print("ManyKeysIT, %s: %s", when, outcome);
    assertThat(outcome.violation()).isEmpty();
    assertThat(outcome.isComplete()).as(when).isTrue();
    assertThat(outcome.heapBytesMax() - outcome.heapBytesMin())
        .as("the heap while it goes through them")
        .isLessThan(HEAP_BYTES_MORE);
    return outcome.heapBytesMax();
  }

  /** Lists again and again: each time all, or it says that some may be missing. */
  private static long listUntil(CompletableFuture<Void> change, ListedKeys keys) {
    long heapBytes = 0;
    do {
      ListedKeys.Outcome outcome = keys.list();
      Numbers.print("ManyKeysIT, while the ring changes: %s", outcome);
      assertThat(outcome.violation()).isEmpty();
      heapBytes = Math.max(heapBytes, outcome.heapBytesMax());
    } while (!change.isDone());
    return heapBytes;
  }
}
