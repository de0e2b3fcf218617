package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.NodeClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes whose wall clocks are hours apart. What a write replaces is what it saw, so a write
 * at the slow clock replaces one at the fast clock that was acknowledged before, and concurrent
 * ones both stay, whatever the clocks say.
 */
class ClockSkewIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration RUN_MAX = Duration.ofMinutes(30);

  /** How far the clocks of nodes 1, 2 and 3 are ahead. */
  private static final List<Duration> OFFSETS = List.of(HOUR, Duration.ZERO, HOUR.negated());

  /** The second is above what an index holds: those bodies are files. */
  private static final int[] SIZES = {100, 40_000};

  private final PlainHttp http = new PlainHttp();
  private final int writes = Numbers.of("henge.skewWrites", 18);

  /** Two different nodes, by number; the third is who looks. */
  private record Pair(int first, int second) {
    private static final List<Pair> ALL =
        List.of(
            new Pair(1, 3),
            new Pair(3, 1),
            new Pair(1, 2),
            new Pair(2, 1),
            new Pair(2, 3),
            new Pair(3, 2));

    static Pair of(int turn) {
      return ALL.get(turn % ALL.size());
    }

    int third() {
      return 6 - first - second;
    }
  }

  private static TestCluster start(Path directory) throws IOException {
    List<List<String>> programs = new ArrayList<>();
    for (Duration offset : OFFSETS) {
      NodeClock clock = NodeClock.at(directory.resolve("clock-" + (1 + programs.size())));
      clock.set(offset);
      programs.add(NodeProcess.ofTests("SkewedNode", clock.property()));
    }
    return TestCluster.start(directory, programs);
  }

  @Test
  void a_write_begun_after_the_ack_of_another_replaces_it(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = start(directory)) {
      verifySkew(cluster);
      for (int i = 0; i < writes; i++) {
        Pair pair = Pair.of(i);
        int size = SIZES[i / Pair.ALL.size() % SIZES.length];
        // Every key is written by several pairs: what an earlier one left has to go as well.
        String key = "after/" + i / 2 % 20;
        verifyOnly(cluster, key, put(cluster.node(pair.first()), key, 2L * i, size));
        verifyOnly(cluster, key, put(cluster.node(pair.second()), key, 2L * i + 1, size));
        byte[] shown = http.read(cluster.node(pair.third()).key(key)).body();
        assertThat(shown).as("%s, %s", key, pair).isEqualTo(Payloads.of(2L * i + 1, size));
      }
      Numbers.print("ClockSkewIT: %d pairs of writes, each replaced the one before", writes);
    }
  }

  @Test
  void a_delete_begun_after_the_ack_of_a_write_deletes_it(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = start(directory)) {
      verifySkew(cluster);
      for (int i = 0; i < writes; i++) {
        Pair pair = Pair.of(i);
        int size = SIZES[i / Pair.ALL.size() % SIZES.length];
        String key = "deleted/" + i / 2 % 20;
        put(cluster.node(pair.first()), key, i, size);
        HttpResponse<byte[]> deleted = http.delete(cluster.node(pair.second()).key(key));
        assertThat(deleted.statusCode()).as("%s", text(deleted)).isEqualTo(204);
        for (NodeProcess node : cluster.nodes()) {
          assertThat(http.read(node.key(key)).statusCode()).as("%s, %s", key, pair).isEqualTo(410);
        }
      }
      Numbers.print("ClockSkewIT: %d deletes, each deleted the write before", writes);
    }
  }

  @Test
  void concurrent_writes_both_stay_until_one_that_saw_them_replaces_them(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = start(directory)) {
      verifySkew(cluster);
      for (int i = 0; i < writes; i++) {
        Pair pair = Pair.of(i);
        String key = "concurrent/" + i;
        List<String> both =
            i / Pair.ALL.size() % 2 == 0
                ? withOneContext(cluster, key, pair)
                : withoutContext(cluster, key, pair);
        verifyBoth(cluster, key, both);
        String seen = VersionList.of(http, cluster.node(pair.third()), key).context();
        String merged = put(cluster.node(pair.third()), key, 9, 10, "Henge-Context", seen);
        verifyOnly(cluster, key, merged);
      }
      Numbers.print("ClockSkewIT: %d pairs of concurrent writes, both stayed each time", writes);
    }
  }

  /** Those of chaos runs jump under load. */
  @Test
  void a_clock_is_moved_while_its_node_runs(@TempDir Path directory) throws Exception {
    try (NodeClock clock = NodeClock.at(directory.resolve("clock"))) {
      List<String> program = NodeProcess.ofTests("SkewedNode", clock.property());
      try (TestCluster cluster = TestCluster.start(directory, List.of(program), "--no-hazelcast")) {
        assertThat(written(cluster.node(1), "clock/right")).isBefore(Instant.now().plus(HOUR));
        clock.bump(HOUR.multipliedBy(2));
        assertThat(written(cluster.node(1), "clock/fast")).isAfter(Instant.now().plus(HOUR));
        cluster.node(1).terminate();
        assertThat(cluster.node(1).awaitExit()).as("it stops in good order").isZero();
      }
    }
  }

  /** Two updates of what both writers saw. */
  private List<String> withOneContext(TestCluster cluster, String key, Pair pair) {
    HttpResponse<byte[]> before =
        http.write(cluster.node(pair.third()).uri("/" + key), Payloads.of(0, SIZES[1]));
    String seen = before.headers().firstValue("Henge-Context").orElseThrow();
    return List.of(
        put(cluster.node(pair.first()), key, 1, SIZES[1], "Henge-Context", seen),
        put(cluster.node(pair.second()), key, 2, SIZES[1], "Henge-Context", seen));
  }

  /** Two blind writes; both nodes have looked at the key before either gets its body. */
  private static List<String> withoutContext(TestCluster cluster, String key, Pair pair)
      throws IOException {
    try (HeldPut one = new HeldPut(cluster.node(pair.first()), key, Payloads.of(1, SIZES[0]));
        HeldPut two = new HeldPut(cluster.node(pair.second()), key, Payloads.of(2, SIZES[0]))) {
      List<String> versions = new ArrayList<>();
      versions.add(one.finish());
      versions.add(two.finish());
      return versions;
    }
  }

  /** Each node lists both, and shows the same one of them. */
  private void verifyBoth(TestCluster cluster, String key, List<String> both) {
    List<String> first = VersionList.of(http, cluster.node(1), key).names();
    assertThat(first).as(key).containsExactlyInAnyOrderElementsOf(both);
    for (NodeProcess node : cluster.nodes()) {
      assertThat(VersionList.of(http, node, key).names()).as(key).isEqualTo(first);
      HttpResponse<byte[]> shown = http.read(node.key(key));
      assertThat(shown.headers().firstValue("Henge-Version")).as(key).contains(first.get(0));
      assertThat(shown.headers().firstValue("Henge-Siblings")).as(key).contains("2");
    }
  }

  private void verifyOnly(TestCluster cluster, String key, String version) {
    for (NodeProcess node : cluster.nodes()) {
      assertThat(VersionList.of(http, node, key).names()).as(key).containsExactly(version);
    }
  }

  /** The clocks do disagree: the timestamp of a key's first write is its node's clock. */
  private void verifySkew(TestCluster cluster) {
    Instant now = Instant.now();
    for (int i = 0; i < OFFSETS.size(); i++) {
      NodeProcess node = cluster.node(1 + i);
      String key = "clock/" + i;
      Instant expected = now.plus(OFFSETS.get(i));
      assertThat(written(node, key)).isBetween(expected.minusSeconds(1), expected.plus(RUN_MAX));
    }
  }

  /** When a write that is made now was made, by its node's clock. */
  private Instant written(NodeProcess node, String key) {
    put(node, key, 0, SIZES[0]);
    String text = http.read(node.key(key)).headers().firstValue("Last-Modified").orElseThrow();
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  /** Writes a body, and names the version. */
  private String put(NodeProcess node, String key, long number, int size, String... headers) {
    HttpResponse<byte[]> answer =
        http.write(node.uri("/" + key), Payloads.of(number, size), headers);
    assertThat(answer.statusCode()).as("%s", text(answer)).isEqualTo(201);
    return answer.headers().firstValue("Henge-Version").orElseThrow();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
