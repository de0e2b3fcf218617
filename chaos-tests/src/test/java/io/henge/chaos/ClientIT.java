package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.client.Blob;
import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import io.henge.client.HengeClient;
import io.henge.client.KeyEntry;
import io.henge.client.KeyQuery;
import io.henge.client.KeyStream;
import io.henge.client.ReadOptions;
import io.henge.client.Update;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against real nodes that are killed, join and leave one after the other. */
class ClientIT {
  private static final int WRITERS = 8;
  private static final int LARGE_BYTES = 24 << 20;
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private static HengeClient client(NodeProcess node) {
    return HengeClient.builder()
        .endpoints(address(node.uri("/")))
        .requestTimeout(Duration.ofMillis(Numbers.of("henge.clientMillis", 10_000)))
        .build();
  }

  private static String address(URI uri) {
    return uri.getHost() + ":" + uri.getPort();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nodes_die_one_after_the_other_and_nothing_is_lost_or_applied_twice(@TempDir Path directory)
      throws Exception {
    int wanted = Numbers.of("henge.clientRequests", 4_000);
    long seed = Numbers.seed("ClientIT");
    try (TestCluster cluster = TestCluster.start(directory, 3);
        HengeClient client = client(cluster.node(1));
        ClientLoad load = new ClientLoad(client, WRITERS, seed)) {
      int rounds = Math.max(1, wanted / 12_000);
      for (int round = 0; round < rounds; round++) {
        for (int number = 1; number <= 3; number++) {
          long share = (long) wanted * (round * 3 + number) / (rounds * 3 + 1);
          awaitRequests(load, share);
          cluster.node(number).kill();
          awaitRequests(load, load.requests() + wanted / (12 * rounds));
          cluster.restart(number);
        }
      }
      awaitRequests(load, wanted);
      requireAllWell(load, "nodes killed");
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nodes_join_and_leave_and_nothing_is_lost_or_applied_twice(@TempDir Path directory)
      throws Exception {
    int wanted = Numbers.of("henge.clientRequests", 4_000);
    long seed = Numbers.seed("ClientIT");
    try (TestCluster cluster = TestCluster.startWithSpares(directory, 3, 1);
        HengeClient client = client(cluster.node(1));
        ClientLoad load = new ClientLoad(client, WRITERS, seed)) {
      RollingRing ring = new RollingRing(cluster, new PlainHttp());
      int changes = Math.max(1, wanted / 12_000);
      for (int change = 1; change <= changes; change++) {
        awaitRequests(load, (long) wanted * change / (changes + 1));
        ring.change();
      }
      awaitRequests(load, wanted);
      requireAllWell(load, changes + " ring changes");
    }
  }

  private static void requireAllWell(ClientLoad load, String through) {
    load.finish();
    Numbers.print(
        "ClientIT, %s: %d requests, %d failed, longest %d ms, none succeeded for %d ms",
        through, load.requests(), load.failures().size(), load.longestMillis(), load.gapMillis());
    assertThat(load.violations()).isEmpty();
    assertThat(load.failures())
        .as("99.99 %% succeed")
        .hasSizeLessThanOrEqualTo((int) (load.requests() / 10_000));
  }

  private static void awaitRequests(ClientLoad load, long count) {
    await().atMost(WITHIN).until(() -> load.requests() >= count || !load.violations().isEmpty());
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void a_client_that_was_given_one_address_outlives_it(@TempDir Path directory) throws Exception {
    byte[] large = new byte[LARGE_BYTES];
    new SplittableRandom(7).nextBytes(large);
    try (TestCluster cluster = TestCluster.start(directory, 3);
        HengeClient client = client(cluster.node(1))) {
      client.blocking().put("large", BlobSource.of(large));
      updateFromManySides(client);
      cluster.node(1).kill();
      assertThat(client.blocking().get("large", BlobSink.bytes(LARGE_BYTES)).value())
          .isEqualTo(large);
      Path file = directory.resolve("large");
      client.blocking().get("large", BlobSink.file(file));
      assertThat(file).hasBinaryContent(large);
      client.blocking().put("copy", BlobSource.ofFile(file));
      assertThat(client.blocking().head("copy").size()).isEqualTo(LARGE_BYTES);
      client.blocking().put("once", BlobSource.ofStream(Files.newInputStream(file)));
      Blob<byte[]> part = readPart(client);
      assertThat(part.value()).containsExactly(large[1_000_000], large[1_000_001]);
      list(client);
      client.blocking().delete("copy");
      assertThat(client.blocking().versions("copy", 0).isAbsent()).isTrue();
    }
  }

  private static Blob<byte[]> readPart(HengeClient client) {
    return client
        .blocking()
        .get("once", BlobSink.bytes(2), ReadOptions.DEFAULT.range(1_000_000, 2));
  }

  /** Updates of one counter at the same time: none is lost, whoever was faster. */
  private static void updateFromManySides(HengeClient client) {
    Update increase =
        Update.of(old -> new byte[] {(byte) (old.map(bytes -> bytes[0]).orElse((byte) 0) + 1)})
            .withResolver(
                siblings -> new byte[] {(byte) siblings.stream().mapToInt(b -> b[0]).sum()})
            .withMaxTries(50);
    for (int i = 0; i < 10; i++) {
      client.blocking().update("counter", increase);
    }
    assertThat(client.blocking().get("counter", BlobSink.bytes(1)).value()).containsExactly(10);
  }

  private static void list(HengeClient client) {
    IntStream.range(0, 25)
        .mapToObj(i -> client.put("list/%02d".formatted(i), BlobSource.of("x")))
        .toList()
        .forEach(put -> put.join());
    KeyStream keys = client.blocking().list(KeyQuery.prefix("list/").pagesOf(10));
    List<String> names = keys.stream().map(KeyEntry::name).toList();
    assertThat(keys.isComplete()).isTrue();
    assertThat(names)
        .containsExactlyElementsOf(
            IntStream.range(0, 25).mapToObj("list/%02d"::formatted).toList());
  }
}
