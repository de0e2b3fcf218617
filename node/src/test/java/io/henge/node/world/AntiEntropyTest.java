package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.repair.AntiEntropySettings;
import io.henge.node.storage.IndexRecord;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What nobody remembers is found by comparing, without any read. */
class AntiEntropyTest {
  private static final long INTERVAL_MILLIS = 10_000;

  /** The first round comes after a restart, the second when owners were away, then one a while. */
  private static final long THREE_ROUNDS_MILLIS = 3 * INTERVAL_MILLIS;

  private static final WorldUpkeep COMPARING =
      new WorldUpkeep(
          Optional.of(new AntiEntropySettings(INTERVAL_MILLIS, Long.MAX_VALUE, 500)),
          Optional.empty());

  private final World world = World.founded(91, 3, COMPARING);
  private final Row row = Row.of(world, "stones/1");

  private static BlobObject stored(WorldNode at, PartitionedKey key) {
    return at.disk().record(key).orElse(IndexRecord.EMPTY).object();
  }

  private void assertEqual(PartitionedKey key) {
    BlobObject here = stored(row.a(), key);
    assertThat(here.isEmpty()).isFalse();
    Set<Dot> bodies = row.a().disk().bodiesOf(key);
    for (WorldNode other : List.of(row.b(), row.c())) {
      assertThat(stored(other, key)).isEqualTo(here);
      assertThat(other.disk().bodiesOf(key)).isEqualTo(bodies);
    }
  }

  /** What is owed to others is in memory alone. */
  private void forget() {
    row.all().forEach(WorldNode::crash);
    world.network().mend();
    row.all().forEach(row::restart);
  }

  private int keysMoved() {
    return world.nodes().stream().mapToInt(node -> node.events().keysMoved()).sum();
  }

  @Test
  void what_an_owner_missed_comes_to_it_without_a_read() {
    for (String text : List.of("small", Requests.large("large"))) {
      row.isolate(row.c());
      row.put(row.a(), text);
      forget();
      assertThat(stored(row.c(), row.key())).isNotEqualTo(stored(row.a(), row.key()));
      world.run(THREE_ROUNDS_MILLIS);
      assertEqual(row.key());
      assertThat(row.read(row.c())).isEqualTo(text);
    }
    assertThat(keysMoved()).isPositive();
  }

  @Test
  void a_delete_that_an_owner_missed_is_a_difference_like_any_other() {
    row.put(row.a(), "text");
    world.run(1_000);
    row.isolate(row.c());
    row.delete(row.a());
    forget();
    world.run(THREE_ROUNDS_MILLIS);
    assertEqual(row.key());
    assertThat(stored(row.c(), row.key()).siblings().list()).isEmpty();
  }

  @Test
  void each_side_gets_what_the_other_has() {
    WriteOptions onTop = Requests.with(row.put(row.a(), "before").contextToken());
    world.run(1_000);
    for (WorldNode alone : row.all()) {
      row.isolate(alone);
      assertThat(row.failedPut(alone, "at " + alone.address(), onTop).maySurface()).isTrue();
      world.network().mend();
      row.fate(Fate.LOSE, passage -> true);
    }
    row.all().forEach(WorldNode::crash);
    row.allArrive();
    row.all().forEach(row::restart);
    world.run(THREE_ROUNDS_MILLIS);
    assertEqual(row.key());
    assertThat(row.siblings(row.b()).versions()).hasSize(3);
  }

  @Test
  void many_differing_keys_are_all_found_and_nothing_else_is_moved() {
    List<PartitionedKey> missed = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      put(World.key("same/" + i), i);
    }
    world.run(1_000);
    row.isolate(row.c());
    for (int i = 0; i < 150; i++) {
      PartitionedKey key = World.key("missed/" + i);
      missed.add(key);
      put(key, i);
    }
    forget();
    long before = bytesMoved();
    world.run(THREE_ROUNDS_MILLIS);
    missed.forEach(this::assertEqual);
    assertThat(bytesMoved() - before).isBetween(missed.size() * 3L, missed.size() * 3L * 5 / 4);
  }

  private void put(PartitionedKey key, int number) {
    world.await(row.a().coordinator().put(Requests.put(key, "%03d".formatted(number))));
  }

  private long bytesMoved() {
    return world.nodes().stream().mapToLong(node -> node.events().bytesMoved()).sum();
  }

  @Test
  void owners_that_hold_the_same_ask_for_nothing_but_hashes() {
    row.put(row.a(), "text");
    world.run(THREE_ROUNDS_MILLIS);
    List<PeerRequest> asked = new ArrayList<>();
    world
        .network()
        .rule(
            passage -> {
              if (!(passage.request() instanceof PeerRequest.OfChain)) {
                asked.add(passage.request());
              }
              return Fate.DELIVER;
            });
    world.run(INTERVAL_MILLIS);
    // Each of three nodes asks two others about each of the partitions.
    assertThat(asked).hasSizeBetween(6 * 15, 6 * 17);
    assertThat(asked)
        .allSatisfy(
            request ->
                assertThat(request)
                    .isInstanceOfSatisfying(
                        PeerRequest.AskHashes.class, ask -> assertThat(ask.branches()).isEmpty()));
  }

  @Test
  void a_damaged_copy_is_not_spread_and_does_not_hold_up_the_rest() {
    row.put(row.a(), "text");
    world.run(1_000);
    row.isolate(row.c());
    PartitionedKey other = World.key("stones/2");
    row.put(row.a(), "new text");
    put(other, 7);
    forget();
    row.a().disk().damageBodies(row.key());
    world.run(THREE_ROUNDS_MILLIS);
    assertEqual(row.key());
    assertEqual(other);
    assertThat(row.a().disk().damagedCount()).isZero();
    assertThat(row.read(row.a())).isEqualTo("new text");
  }

  @Test
  void what_was_cut_off_goes_on_when_the_owner_is_back() {
    row.isolate(row.c());
    List<PartitionedKey> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      PartitionedKey key = World.key("cut/" + i);
      keys.add(key);
      put(key, i);
    }
    forget();
    while (keysMoved() < 20) {
      assertThat(world.clock().step()).isTrue();
    }
    row.isolate(row.c());
    world.run(THREE_ROUNDS_MILLIS);
    assertThat(keys).anyMatch(key -> stored(row.c(), key).isEmpty());
    world.network().mend();
    world.run(THREE_ROUNDS_MILLIS);
    keys.forEach(this::assertEqual);
  }

  @Test
  void an_owner_that_lacks_its_marks_neither_asks_nor_is_asked() {
    row.isolate(row.c());
    row.put(row.a(), "text");
    forget();
    row.c().disk().unfill();
    world.run(THREE_ROUNDS_MILLIS);
    assertThat(stored(row.c(), row.key()).isEmpty()).isTrue();
    Future<?> asking =
        row.a()
            .replicas()
            .remote(row.memberOf(row.c()))
            .ask(
                new PeerRequest.AskHashes(row.key().partition(), List.of()),
                PeerReply.Hashes.class);
    assertThat(world.failureOf(asking)).hasMessageContaining("filled");
  }

  @Test
  void removal_numbers_that_differ_do_not_keep_owners_apart() {
    row.isolate(row.c());
    row.put(row.a(), "text");
    forget();
    world.await(row.c().removals().raise(row.key().partition(), 3));
    world.run(THREE_ROUNDS_MILLIS);
    assertEqual(row.key());
  }
}
