package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.Corruptor.Damage;
import io.henge.chaos.Corruptor.Kind;
import io.henge.chaos.KeyHistory.Write;
import io.henge.chaos.Tally.Count;
import io.henge.chaos.cluster.Fsck;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.BitRot;
import io.henge.chaos.machine.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random damage to the files of nodes while clients read all the time: no wrong byte is ever
 * served, and every damage is found by a read or by one scrub. Where other copies exist, nobody
 * notices, and the damaged ones are refilled.
 */
class CorruptionsIT {
  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final int PER_ROUND = 10;
  private static final int READS_MIN = 20;
  private static final Duration READS_WITHIN = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final Tally tally = new Tally();
  private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
  private long seed;
  private SplittableRandom random = new SplittableRandom();

  @BeforeEach
  void draw() {
    seed = Numbers.seed("CorruptionsIT");
    random = new SplittableRandom(seed);
  }

  @Test
  void a_node_alone_serves_no_wrong_byte_and_finds_every_damage() throws Exception {
    run("one node", 1, this::damageAlone);
  }

  private void damageAlone(TestCluster cluster) throws IOException {
    int corruptions = Numbers.of("henge.corruptions", 10);
    NodeProcess node = cluster.node(1);
    Corruptor corruptor = new Corruptor(node.data(), directory.resolve("stash"), random.split());
    Ledger ledger = new Ledger(seed, "target", Mix.READ_FILES);
    writeTwice(node, ledger, corruptor);
    try (Running clients = running(cluster, ledger)) {
      for (int done = 0; done < corruptions; ) {
        List<Damage> damages = damageSome(corruptor, ledger, corruptions - done);
        done += damages.size();
        clients.awaitReads(tally);
        Scrub scrub = Scrub.pass(node);
        requireFound(node, damages, scrub);
        requireOthersUntouched(node, ledger, damages);
        for (Damage damage : damages) {
          put(node, damage.key());
        }
        Reads.verify(node.clientPort(), ledger.keys(), tally);
        requireNoViolation();
      }
      assertThat(Scrub.pass(node).number("damaged")).isZero();
    }
    requireNoViolation();
    stopAndFsck(cluster);
  }

  @Test
  void with_other_copies_every_read_succeeds_and_the_damaged_ones_are_refilled() throws Exception {
    run("three nodes", 3, this::damageOneOfThree);
  }

  private void damageOneOfThree(TestCluster cluster) throws IOException {
    int corruptions = Numbers.of("henge.corruptionsOfThree", 10);
    Ledger ledger = new Ledger(seed, "target", Mix.READ_FILES);
    List<Corruptor> corruptors = new ArrayList<>();
    for (NodeProcess node : cluster.nodes()) {
      Path stash = node.directory().resolve("stash");
      corruptors.add(new Corruptor(node.data(), stash, random.split()));
    }
    writeTwice(cluster.node(1), ledger, corruptors.toArray(Corruptor[]::new));
    try (Running clients = running(cluster, ledger)) {
      for (int done = 0; done < corruptions; ) {
        int victim = random.nextInt(3);
        List<Damage> damages = damageSome(corruptors.get(victim), ledger, corruptions - done);
        done += damages.size();
        clients.awaitReads(tally);
        Scrub.pass(cluster.nodes().get(victim));
        Scrub.awaitRefilled(cluster.nodes().get(victim));
        assertThat(damages).as("refilled").allMatch(Damage::isRepaired);
        requireNoViolation();
      }
    }
    requireNoViolation();
    assertThat(tally.get(Count.READS_FAILED)).as("reads that failed: %s", tally).isZero();
    // A file that is damaged in the moment in which it is sent ends the connection, never the blob.
    assertThat(tally.get(Count.READS_CUT_OFF))
        .as("reads cut off: %s", tally)
        .isLessThanOrEqualTo(Math.max(1, corruptions / 20));
    stopAndFsck(cluster);
  }

  @Test
  void a_damaged_index_is_noticed_and_never_served() throws Exception {
    run("index", 1, this::damageTables);
  }

  private void damageTables(TestCluster cluster) throws IOException {
    int corruptions = Numbers.of("henge.corruptionsOfIndex", 1);
    NodeProcess node = cluster.node(1);
    Ledger ledger = new Ledger(seed, "target", Mix.READ_SMALL);
    for (KeyHistory key : ledger.keys()) {
      put(node, key);
    }
    // A start writes what was only in the log into a table.
    node.kill();
    cluster.restart(1);
    stop(node);
    Path copy = directory.resolve("copy");
    Command.must("cp", "-a", node.data().toString(), copy.toString());
    for (int done = 0; done < corruptions; done++) {
      cluster.restart(1);
      damageIndex(node, ledger);
      node.kill();
      // A node whose index was damaged never votes again, so the next one is as it was before.
      Command.must("rm", "-r", node.data().toString());
      Command.must("cp", "-a", copy.toString(), node.data().toString());
    }
    cluster.restart(1);
    Reads.verify(node.clientPort(), ledger.keys(), tally);
    requireNoViolation();
    stopAndFsck(cluster);
  }

  /** Damages a table while clients read, and has it found. */
  private void damageIndex(NodeProcess node, Ledger ledger) throws IOException {
    List<Path> tables =
        node.files("index").stream()
            .filter(path -> path.toString().endsWith(".sst"))
            .sorted()
            .toList();
    assertThat(tables).isNotEmpty();
    Path table = tables.get(random.nextInt(tables.size()));
    long failedBefore = tally.get(Count.READS_FAILED);
    MixedLoad load =
        new MixedLoad(List.of(node.clientPort()), ledger, tally, random.nextLong()).start();
    try {
      BitRot.Damage damage =
          random.nextBoolean() ? BitRot.Damage.FLIPPED_BIT : BitRot.Damage.ZEROED_BLOCK;
      assertThat(BitRot.damage(table, damage, random)).isPresent();
      Scrub scrub = Scrub.pass(node);
      boolean noticed =
          scrub.number("corrupt") + scrub.number("damaged") > 0
              || tally.get(Count.READS_FAILED) > failedBefore;
      assertThat(noticed).as("damage to %s is noticed, %s, %s", table, scrub, tally).isTrue();
    } finally {
      load.stop();
    }
    requireNoViolation();
  }

  /** Clients that read the keys that are damaged, and others that write other keys. */
  private record Running(MixedLoad readers, MixedLoad beside) implements AutoCloseable {
    /** Some reads are answered, in whatever way. */
    void awaitReads(Tally tally) {
      long before = answered(tally);
      await().atMost(READS_WITHIN).until(() -> answered(tally) > before + READS_MIN);
    }

    private static long answered(Tally tally) {
      return tally.get(Count.READS_WHOLE) + tally.get(Count.READS_FAILED);
    }

    @Override
    public void close() {
      readers.stop();
      beside.stop();
    }
  }

  private Running running(TestCluster cluster, Ledger ledger) {
    List<Integer> ports = cluster.nodes().stream().map(NodeProcess::clientPort).toList();
    Ledger other = new Ledger(seed, "other", Mix.BESIDE);
    return new Running(
        new MixedLoad(ports, ledger, tally, random.nextLong()).start(),
        new MixedLoad(ports, other, tally, random.nextLong()).start());
  }

  private List<Damage> damageSome(Corruptor corruptor, Ledger ledger, int most) {
    List<KeyHistory> keys = new ArrayList<>(ledger.keys());
    Collections.shuffle(keys, new Random(random.nextLong()));
    List<Damage> damages = new ArrayList<>();
    for (int next = 0; damages.size() < Math.min(PER_ROUND, most); next += 2) {
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      damages.addAll(corruptor.damage(kind, keys.get(next), keys.get(next + 1)));
    }
    damages.forEach(damage -> kinds.merge(damage.kind(), 1, Integer::sum));
    return damages;
  }

  private void requireFound(NodeProcess node, List<Damage> damages, Scrub scrub)
      throws IOException {
    assertThat(damages).as("not found by %s", scrub).noneMatch(Damage::isInPlace);
    try (LoadConnection connection = new LoadConnection(node.clientPort(), new AtomicInteger())) {
      for (Damage damage : damages) {
        Shown shown = Shown.of(connection, damage.key().key());
        assertThat(shown.status()).as("%s: %s", damage, shown).isBetween(500, 599);
      }
    }
  }

  private void requireOthersUntouched(NodeProcess node, Ledger ledger, List<Damage> damages) {
    List<KeyHistory> others = new ArrayList<>(ledger.keys());
    others.removeAll(damages.stream().map(Damage::key).toList());
    Reads.verify(node.clientPort(), others, tally);
    requireNoViolation();
  }

  /** Writes every key, keeps copies of the files, and overwrites every key. */
  private void writeTwice(NodeProcess node, Ledger ledger, Corruptor... corruptors)
      throws IOException {
    for (KeyHistory key : ledger.keys()) {
      put(node, key);
      for (Corruptor corruptor : corruptors) {
        corruptor.remember(key);
      }
      put(node, key);
      for (Corruptor corruptor : corruptors) {
        corruptor.file(key);
      }
    }
  }

  private void put(NodeProcess node, KeyHistory key) throws IOException {
    assertThat(key.own()).isTrue();
    Write write = key.beginPut(0, key.sizes().draw(random));
    try (LoadConnection connection = new LoadConnection(node.clientPort(), new AtomicInteger())) {
      LoadConnection.Answer answer = connection.put(write.payload().orElseThrow());
      assertThat(answer.status()).as("%s: %s", key.key(), answer).isEqualTo(201);
      key.acknowledged(write);
    }
  }

  private static void stopAndFsck(TestCluster cluster) {
    for (NodeProcess node : cluster.nodes()) {
      stop(node);
      Fsck.requireClean(node.data());
    }
  }

  private static void stop(NodeProcess node) {
    node.terminate();
    assertThat(node.awaitExit()).as(node.log().toString()).isZero();
  }

  private void requireNoViolation() {
    assertThat(tally.violations()).as(tally.toString()).isEmpty();
  }

  /** A test, given its nodes. */
  @FunctionalInterface
  private interface Body {
    void run(TestCluster cluster) throws IOException;
  }

  private void run(String what, int nodes, Body body) throws IOException {
    try (TestCluster cluster = TestCluster.start(directory, nodes, "--no-hazelcast")) {
      try {
        body.run(cluster);
      } catch (IOException | RuntimeException | AssertionError e) {
        Evidence.keep("CorruptionsIT", cluster, e);
        throw e;
      } finally {
        Numbers.print("CorruptionsIT, %s: %s; %s", what, kinds, tally);
      }
    }
  }
}
