package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Siblings arise from concurrent writers only, no more than there are, and one merge ends them. */
class UpdatesIT {
  private static final int WRITERS = 50;

  private final PlainHttp http = new PlainHttp();

  @Test
  void one_client_that_updates_what_it_read_never_makes_a_sibling(@TempDir Path directory)
      throws Exception {
    int updates = Numbers.of("henge.updates", 200);
    String key = "count";
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      update(cluster.node(1), key, 0, List.of());
      long begun = System.nanoTime();
      for (int i = 0; i < updates; i++) {
        HttpResponse<byte[]> read = http.read(cluster.node(1 + i % 3).key(key));
        assertThat(count(read)).isEqualTo(i);
        String seen = read.headers().firstValue("Henge-Context").orElseThrow();
        NodeProcess writer = cluster.node(1 + (i + 1) % 3);
        update(writer, key, i + 1, List.of("Henge-Context", seen));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      for (NodeProcess node : cluster.nodes()) {
        assertThat(VersionList.of(http, node, key).names()).hasSize(1);
        assertThat(count(http.read(node.key(key)))).isEqualTo(updates);
      }
      Numbers.print("UpdatesIT: %d updates in %d ms, no sibling", updates, took.toMillis());
    }
  }

  private void update(NodeProcess node, String key, int count, List<String> headers) {
    byte[] body = Integer.toString(count).getBytes(StandardCharsets.US_ASCII);
    HttpResponse<byte[]> answer = http.write(node.key(key), body, headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as("update %d: %s", count, text(answer)).isEqualTo(201);
  }

  /** The number that a GET showed, which shows no siblings. */
  private static int count(HttpResponse<byte[]> read) {
    assertThat(read.statusCode()).as("%s", text(read)).isEqualTo(200);
    assertThat(read.headers().firstValue("Henge-Siblings")).isEmpty();
    return Integer.parseInt(text(read));
  }

  @Test
  void many_blind_writers_leave_at_most_as_many_siblings_and_one_merge_ends_them(
      @TempDir Path directory) throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      String key = "many";
      List<String> written = writeAtOnce(cluster, key);
      assertThat(written).doesNotHaveDuplicates().hasSize(WRITERS);
      List<String> live = VersionList.of(http, cluster.node(1), key).names();
      assertThat(live).hasSizeBetween(1, WRITERS).doesNotHaveDuplicates().isSubsetOf(written);
      merge(cluster, key);
      Numbers.print("UpdatesIT: %d blind writers at once, %d siblings", WRITERS, live.size());
    }
  }

  @Test
  void blind_writers_that_did_not_see_each_other_are_all_kept(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      String key = "held";
      List<HeldPut> held = new ArrayList<>();
      List<String> written = new ArrayList<>();
      try {
        for (int i = 0; i < WRITERS; i++) {
          held.add(new HeldPut(cluster.node(1 + i % 3), key, Payloads.of(i, 100 + i)));
        }
        for (HeldPut put : held) {
          written.add(put.finish());
        }
      } finally {
        for (HeldPut put : held) {
          put.close();
        }
      }
      List<String> live = VersionList.of(http, cluster.node(2), key).names();
      assertThat(live).containsExactlyInAnyOrderElementsOf(written);
      merge(cluster, key);
    }
  }

  /** Starts all writers together; the versions that they were told. */
  private List<String> writeAtOnce(TestCluster cluster, String key) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<String>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        NodeProcess node = cluster.node(1 + i % 3);
        byte[] body = Payloads.of(i, 100 + i);
        writing.add(
            pool.submit(
                () -> {
                  start.await();
                  return writeBlindly(node, key, body);
                }));
      }
      start.countDown();
      List<String> versions = new ArrayList<>();
      for (Future<String> writer : writing) {
        versions.add(writer.get());
      }
      return versions;
    } finally {
      pool.shutdownNow();
    }
  }

  private String writeBlindly(NodeProcess node, String key, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http.put(node.uri("/" + key + "?timeout=60s"), body);
    assertThat(answer.statusCode()).as("%s", text(answer)).isEqualTo(201);
    return answer.headers().firstValue("Henge-Version").orElseThrow();
  }

  /** One write that saw all versions leaves itself alone, at every node. */
  private void merge(TestCluster cluster, String key) {
    String seen = VersionList.of(http, cluster.node(2), key).context();
    HttpResponse<byte[]> merged =
        http.write(cluster.node(3).key(key), Payloads.of(99, 10), "Henge-Context", seen);
    assertThat(merged.statusCode()).as("%s", text(merged)).isEqualTo(201);
    String version = merged.headers().firstValue("Henge-Version").orElseThrow();
    for (NodeProcess node : cluster.nodes()) {
      assertThat(VersionList.of(http, node, key).names()).containsExactly(version);
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
