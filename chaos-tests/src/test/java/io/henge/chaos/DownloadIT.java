package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.BitRot;
import io.henge.client.Blob;
import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import io.henge.client.ClientEvents;
import io.henge.client.DownloadOptions;
import io.henge.client.HengeClient;
import io.henge.client.ReadOptions;
import io.henge.client.Transfer;
import io.henge.client.WriteOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large blob comes in parts from real nodes, of which one dies and one has a damaged copy. */
class DownloadIT {
  private static final String KEY = "large";
  private static final long BYTES = (long) Numbers.of("henge.downloadMiB", 64) << 20;
  private static final WriteOptions TO_ALL = WriteOptions.with(options -> options.w("all"));

  private final Set<String> senders = ConcurrentHashMap.newKeySet();
  private final Set<String> suspected = ConcurrentHashMap.newKeySet();

  private HengeClient client(TestCluster cluster) {
    return HengeClient.builder()
        .endpoints(address(cluster.node(1)))
        .requestTimeout(Duration.ofSeconds(30))
        .events(
            new ClientEvents() {
              @Override
              public void attempted(String node, String method, int status, Duration took) {
                if (status == 206) {
                  senders.add(node);
                }
              }

              @Override
              public void suspected(String node, String reason) {
                suspected.add(node);
              }
            })
        .build();
  }

  private static String address(NodeProcess node) {
    return node.uri("/").getHost() + ":" + node.uri("/").getPort();
  }

  private static Path written(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (long at = 0; at < BYTES; at += piece.length) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
    return file;
  }

  /** The largest file of a node that has bodies. */
  private static Path copy(NodeProcess node) throws IOException {
    try (Stream<Path> all = Files.walk(node.data().resolve("blobs"))) {
      return all.filter(path -> path.toFile().length() >= BYTES).findFirst().orElseThrow();
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void the_file_is_right_though_an_owner_dies_and_another_has_a_damaged_copy(
      @TempDir Path directory) throws Exception {
    long seed = Numbers.seed("DownloadIT");
    Path original = written(directory.resolve("original"), seed);
    Path target = directory.resolve("target");
    try (TestCluster cluster = TestCluster.start(directory, 3);
        HengeClient client = client(cluster)) {
      client.blocking().put(KEY, BlobSource.ofFile(original), TO_ALL);
      SplittableRandom random = new SplittableRandom(seed);
      assertThat(BitRot.damage(copy(cluster.node(3)), BitRot.Damage.FLIPPED_BIT, random))
          .isPresent();
      assertThat(BitRot.damage(copy(cluster.node(3)), BitRot.Damage.ZEROED_BLOCK, random))
          .isPresent();
      CountDownLatch begun = new CountDownLatch(1);
      DownloadOptions options =
          DownloadOptions.DEFAULT
              .withPartBytes(2 << 20)
              .withRead(ReadOptions.DEFAULT.withListener(progress -> begun.countDown()));
      Transfer<Blob<Path>> transfer = client.download(KEY, target, options);
      begun.await();
      // Else all of it may have come before the node is dead.
      transfer.pause();
      cluster.node(2).kill();
      transfer.resume();
      transfer.result().get();
      assertThat(Files.mismatch(original, target)).isEqualTo(-1);
      assertThat(senders).hasSizeGreaterThan(1);
      Numbers.print("DownloadIT: parts from %s, suspected %s", senders, suspected);
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void parts_beside_one_stream(@TempDir Path directory) throws Exception {
    Path original = written(directory.resolve("original"), 5);
    Path target = directory.resolve("target");
    List<Long> streamMillis = new ArrayList<>();
    List<Long> partMillis = new ArrayList<>();
    List<Long> partsMillis = new ArrayList<>();
    DownloadOptions oneByOne = DownloadOptions.DEFAULT.withParallelism(1);
    try (TestCluster cluster = TestCluster.start(directory, 3);
        HengeClient client = client(cluster)) {
      client.blocking().put(KEY, BlobSource.ofFile(original), TO_ALL);
      for (int round = 0; round < Numbers.of("henge.downloadRounds", 1); round++) {
        streamMillis.add(millis(() -> client.blocking().get(KEY, BlobSink.file(target))));
        partMillis.add(millis(() -> client.blocking().download(KEY, target, oneByOne)));
        partsMillis.add(millis(() -> client.blocking().download(KEY, target)));
        assertThat(Files.mismatch(original, target)).isEqualTo(-1);
      }
      assertThat(senders).as("each owner sends some parts").hasSize(3);
    }
    Numbers.print(
        "DownloadIT: %d MiB in one stream %s ms, part by part %s ms, four parts at a time %s ms",
        BYTES >> 20, streamMillis, partMillis, partsMillis);
  }

  private static long millis(Runnable step) {
    long began = System.nanoTime();
    step.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
