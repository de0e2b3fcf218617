package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.message.PeerRequest;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.StorageFailure;
import io.henge.node.storage.StorageFailure.Kind;
import io.henge.node.transfer.FillingReport;
import io.henge.node.transfer.FillingSettings;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Timestamp;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rule W5: how a node that lost its index comes to vote again. */
class FillingTest {
  private static final WorldUpkeep FILLING =
      new WorldUpkeep(
          Optional.empty(), Optional.of(new FillingSettings(Long.MAX_VALUE, 1_000, 500)));

  private static final long FILLED_WITHIN_MILLIS = 60_000;

  private final World world = World.founded(95, 3, FILLING);
  private final Row row = Row.of(world, "stones/1");

  private static BlobObject stored(WorldNode at, PartitionedKey key) {
    return at.disk().record(key).orElse(IndexRecord.EMPTY).object();
  }

  private void loseIndex(WorldNode node) {
    node.crash();
    node.disk().loseIndex();
    row.restart(node);
  }

  private void awaitFilled(WorldNode node) {
    long end = world.clock().nowMillis() + FILLED_WITHIN_MILLIS;
    while (!node.disk().isFilled()) {
      assertThat(world.clock().nowMillis()).as("%s", node.fillingReport()).isLessThan(end);
      world.run(100);
    }
  }

  private static FillingReport report(WorldNode node) {
    return node.fillingReport();
  }

  private List<PartitionedKey> fillWithKeys(int count) {
    List<PartitionedKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PartitionedKey key = World.key("stones/" + i);
      world.await(row.a().coordinator().put(Requests.put(key, text(i))));
      keys.add(key);
    }
    world.run(1_000);
    return keys;
  }

  private static String text(int number) {
    return number % 5 == 0 ? Requests.large("large " + number) : "small " + number;
  }

  @Test
  void a_node_that_lost_its_index_gets_all_of_it_back_and_votes_again() {
    List<PartitionedKey> keys = fillWithKeys(200);
    loseIndex(row.c());
    assertThat(row.failedGet(row.c(), new QuorumSize.Exactly(3)).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    awaitFilled(row.c());
    for (PartitionedKey key : keys) {
      assertThat(stored(row.c(), key)).isEqualTo(stored(row.a(), key));
      assertThat(row.c().disk().bodiesOf(key)).isEqualTo(row.a().disk().bodiesOf(key));
    }
    FillingReport report = report(row.c());
    assertThat(report.isFilled()).isTrue();
    assertThat(report.keys()).isEqualTo(200);
    assertThat(report.skipped()).isZero();
    assertThat(report.waiting()).isEmpty();
    row.a().crash();
    assertThat(row.read(row.c())).isEqualTo(text(1));
    assertThat(Row.of(world, "never written").failedGet(row.c()).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void one_donor_is_not_enough_and_the_node_says_what_it_waits_for() {
    fillWithKeys(20);
    row.fate(Fate.LOSE, Row.to(row.b()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "at a and c");
    row.c().crash();
    loseIndex(row.a());
    // What was acknowledged at a and c is known to c alone: b must not be enough.
    world.run(20_000);
    assertThat(report(row.a()).filled()).isZero();
    assertThat(report(row.a()).waiting().get(0)).contains("1 of 2 filled owners");
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    row.allArrive();
    row.restart(row.c());
    awaitFilled(row.a());
    row.c().crash();
    assertThat(row.read(row.a())).isEqualTo("at a and c");
  }

  @Test
  void an_unfilled_owner_is_no_donor() {
    fillWithKeys(20);
    row.b().disk().unfill();
    row.b().crash();
    loseIndex(row.a());
    row.b().start();
    world.run(20_000);
    assertThat(report(row.a()).filled()).isZero();
    assertThat(report(row.b()).filled()).isZero();
    assertThat(report(row.a()).waiting().get(0)).contains("filled");
    // The operator gives up what only the other one knew.
    for (int partition = 0; partition < World.PARTITIONS.count(); partition++) {
      row.b().filling().acceptLoss(partition);
    }
    awaitFilled(row.b());
    awaitFilled(row.a());
  }

  @Test
  void a_donor_may_die_in_the_middle() {
    List<PartitionedKey> keys = fillWithKeys(150);
    loseIndex(row.c());
    while (report(row.c()).keys() < 40) {
      assertThat(world.clock().step()).isTrue();
    }
    row.a().crash();
    row.b().crash();
    world.run(30_000);
    assertThat(report(row.c()).isFilled()).isFalse();
    assertThat(report(row.c()).waiting()).isNotEmpty();
    row.restart(row.a());
    row.restart(row.b());
    awaitFilled(row.c());
    keys.forEach(key -> assertThat(stored(row.c(), key)).isEqualTo(stored(row.a(), key)));
    assertThat(report(row.c()).keys()).as("nothing was fetched twice").isLessThanOrEqualTo(150);
  }

  @Test
  void a_node_may_die_in_the_middle_of_its_filling_and_fetches_nothing_twice() {
    List<PartitionedKey> keys = fillWithKeys(150);
    loseIndex(row.c());
    while (report(row.c()).keys() < 100) {
      assertThat(world.clock().step()).isTrue();
    }
    row.c().crash();
    row.restart(row.c());
    awaitFilled(row.c());
    keys.forEach(key -> assertThat(stored(row.c(), key)).isEqualTo(stored(row.a(), key)));
    assertThat(report(row.c()).keys()).isLessThanOrEqualTo(60);
  }

  @Test
  void writes_go_on_while_a_node_is_filled() {
    List<PartitionedKey> keys = fillWithKeys(60);
    loseIndex(row.c());
    int number = 0;
    while (!row.c().disk().isFilled()) {
      PartitionedKey key = keys.get(number % keys.size());
      WorldNode at = row.all().get(number % 3);
      number++;
      at.coordinator().put(Requests.put(key, "again " + number)).onComplete(ended -> {});
      world.run(20);
      assertThat(number).isLessThan(10_000);
    }
    world.run(15_000);
    keys.forEach(key -> assertThat(stored(row.c(), key)).isEqualTo(stored(row.a(), key)));
    assertThat(number).isGreaterThan(10);
  }

  @Test
  void an_update_that_the_others_acknowledged_meanwhile_is_not_undone() {
    row.put(row.a(), "old");
    world.run(1_000);
    row.a().crash();
    row.a().disk().unfill();
    row.put(row.b(), "new");
    row.restart(row.a());
    awaitFilled(row.a());
    row.b().crash();
    assertThat(row.read(row.a())).isEqualTo("new");
    assertThat(row.siblings(row.a()).versions()).hasSize(1);
  }

  @Test
  void what_is_not_believed_does_not_outlast_the_filling() {
    row.put(row.a(), "removed long ago");
    world.run(1_000);
    for (WorldNode node : row.all()) {
      world.await(node.removals().confirm(row.key().partition(), 3, Timestamp.ZERO));
    }
    row.a().disk().loseRecord(row.key());
    row.b().disk().loseRecord(row.key());
    row.c().crash();
    // It has lost that the record was removed.
    row.c().disk().unfill();
    row.restart(row.c());
    awaitFilled(row.c());
    assertThat(stored(row.c(), row.key()).isEmpty()).isTrue();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(row.c().removals().number(row.key().partition())).isEqualTo(4);
  }

  @Test
  void a_number_that_rises_in_the_middle_costs_nothing_that_was_brought() {
    List<PartitionedKey> keys = fillWithKeys(150);
    loseIndex(row.c());
    while (report(row.c()).keys() < 75) {
      assertThat(world.clock().step()).isTrue();
    }
    for (int partition = 0; partition < World.PARTITIONS.count(); partition++) {
      world.await(row.c().removals().raise(partition, 7));
    }
    awaitFilled(row.c());
    keys.forEach(key -> assertThat(stored(row.c(), key)).isEqualTo(stored(row.a(), key)));
    // Of those partitions that were not filled yet the donors have been told.
    assertThat(IntStream.range(0, World.PARTITIONS.count()))
        .anyMatch(partition -> row.a().removals().number(partition) == 7);
  }

  @Test
  void what_an_owner_stores_meanwhile_is_kept_although_the_number_rises_and_no_donor_has_it_yet() {
    loseIndex(row.c());
    row.fate(Fate.LOSE, Row.from(row.c()).and(Row.commits().or(Row.offers())));
    Future<?> write = row.c().coordinator().put(Requests.put(row.key(), "at c"));
    while (row.stored(row.c()).isEmpty()) {
      assertThat(world.clock().step()).isTrue();
    }
    world.await(row.c().removals().raise(row.key().partition(), 7));
    awaitFilled(row.c());
    assertThat(world.failureOf(write)).isNotNull();
    // It may be just on its way to the second one, which would make it acknowledged.
    assertThat(row.stored(row.c()).isEmpty()).isFalse();
    row.allArrive();
    assertThat(row.read(row.c())).isEqualTo("at c");
  }

  @Test
  void who_is_filled_knows_how_late_the_removed_was() {
    Timestamp removed = new Timestamp(Timestamp.MILLIS_MAX / 2, 0);
    world.await(row.b().removals().confirm(row.key().partition(), 3, removed));
    loseIndex(row.c());
    awaitFilled(row.c());
    assertThat(row.c().removals().removed(row.key().partition())).isEqualTo(removed);
    assertThat(row.c().removals().number(row.key().partition())).isEqualTo(4);
  }

  @Test
  void what_is_lost_in_the_middle_undoes_the_filling_so_far() {
    List<PartitionedKey> keys = fillWithKeys(150);
    loseIndex(row.c());
    while (report(row.c()).keys() < 75) {
      assertThat(world.clock().step()).isTrue();
    }
    row.c().disk().loseIndex();
    awaitFilled(row.c());
    keys.forEach(key -> assertThat(stored(row.c(), key)).isEqualTo(stored(row.a(), key)));
  }

  @Test
  void an_object_that_cannot_be_taken_is_waited_for_until_it_is_given_up() {
    row.put(row.a(), Requests.large("text"));
    world.run(1_000);
    loseIndex(row.c());
    world.beforeOpening(
        holder -> Future.failedFuture(new StorageFailure(Kind.BUSY, "too many wait for it")));
    world.run(120_000);
    assertThat(row.c().disk().isFilled(row.key().partition())).isFalse();
    row.c().filling().acceptLoss(row.key().partition());
    awaitFilled(row.c());
    assertThat(report(row.c()).skipped()).isPositive();
  }

  @Test
  void what_one_donor_cannot_give_another_gives() {
    row.put(row.a(), Requests.large("text"));
    world.run(1_000);
    loseIndex(row.c());
    world.beforeOpening(
        holder ->
            holder.equals(row.a().address())
                ? Future.failedFuture(new StorageFailure(Kind.BROKEN, "it cannot be read"))
                : Future.succeededFuture());
    awaitFilled(row.c());
    assertThat(stored(row.c(), row.key())).isEqualTo(stored(row.b(), row.key()));
    assertThat(report(row.c()).skipped()).isZero();
  }

  @Test
  void who_gives_up_an_object_does_not_give_up_the_donors() {
    row.put(row.a(), Requests.large("text"));
    world.run(1_000);
    loseIndex(row.c());
    world.beforeOpening(
        holder -> Future.failedFuture(new StorageFailure(Kind.BUSY, "too many wait for it")));
    while (report(row.c()).waiting().stream().noneMatch(why -> why.contains("stones/1"))) {
      assertThat(world.clock().step()).isTrue();
    }
    row.a().crash();
    row.b().crash();
    row.c().filling().acceptLoss(row.key().partition());
    world.run(60_000);
    assertThat(row.c().disk().isFilled(row.key().partition())).isFalse();
    row.restart(row.a());
    row.restart(row.b());
    awaitFilled(row.c());
  }

  @Test
  void too_few_donors_are_enough_to_say_how_late_the_removed_was() {
    Timestamp removed = new Timestamp(Timestamp.MILLIS_MAX / 2, 0);
    world.await(row.b().removals().confirm(row.key().partition(), 3, removed));
    row.a().crash();
    loseIndex(row.c());
    world.run(20_000);
    assertThat(row.c().disk().isFilled(row.key().partition())).isFalse();
    assertThat(row.c().removals().removed(row.key().partition())).isEqualTo(removed);
  }

  @Test
  void who_stands_in_for_a_partition_hears_how_late_the_removed_was() {
    World large = World.founded(97, 6, FILLING);
    Row of = Row.of(large, "stones/1");
    WorldNode standIn = of.standIns().get(0);
    Timestamp removed = new Timestamp(Timestamp.MILLIS_MAX / 2, 0);
    for (WorldNode owner : of.all()) {
      large.await(owner.removals().confirm(of.key().partition(), 3, removed));
    }
    standIn.crash();
    standIn.disk().loseIndex();
    of.restart(standIn);
    for (int step = 0; !standIn.disk().isFilled(); step++) {
      assertThat(step).isLessThan(1_000);
      large.run(100);
    }
    assertThat(standIn.removals().removed(of.key().partition())).isEqualTo(removed);
  }

  @Test
  void a_version_of_which_the_donors_have_lost_the_bytes_is_left_out_and_counted() {
    List<PartitionedKey> keys = fillWithKeys(20);
    row.a().disk().damageBodies(keys.get(3));
    row.b().disk().damageBodies(keys.get(3));
    row.a().disk().damageBodies(keys.get(4));
    loseIndex(row.c());
    awaitFilled(row.c());
    assertThat(stored(row.c(), keys.get(3)).isEmpty()).isTrue();
    assertThat(stored(row.c(), keys.get(4))).isEqualTo(stored(row.b(), keys.get(4)));
    assertThat(report(row.c()).skipped()).isPositive();
  }

  @Test
  void it_votes_when_the_last_key_is_there_and_not_before() {
    fillWithKeys(100);
    loseIndex(row.c());
    row.fate(
        Fate.LOSE,
        Row.from(row.c())
            .and(
                passage ->
                    passage.request() instanceof PeerRequest.Head head
                        && head.key().equals(row.key())));
    world.run(20_000);
    int partition = row.key().partition();
    assertThat(row.c().disk().isFilled(partition)).isFalse();
    assertThat(report(row.c()).filled()).isEqualTo(World.PARTITIONS.count() - 1);
    assertThat(row.c().disk().isFilled()).isFalse();
    row.allArrive();
    awaitFilled(row.c());
  }

  @Test
  void an_only_owner_waits_for_the_word_of_its_operator() {
    World alone = World.founded(96, 1, FILLING);
    WorldNode node = alone.node(0);
    alone.await(node.coordinator().put(Requests.put(World.key("lost"), "text")));
    node.crash();
    node.disk().loseIndex();
    node.start();
    alone.await(node.joined());
    alone.run(20_000);
    assertThat(node.disk().isFilled()).isFalse();
    assertThat(report(node).waiting().get(0)).contains("no other node holds it");
    for (int partition = 0; partition < World.PARTITIONS.count(); partition++) {
      node.filling().acceptLoss(partition);
    }
    alone.run(20_000);
    assertThat(node.disk().isFilled()).isTrue();
  }
}
