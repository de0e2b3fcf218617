package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.ReadOptions;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules W3 and W4: stand-ins count toward W when the write is sloppy, and toward nothing else. */
class StandInTest {
  private static final WriteOptions STRICT = Requests.strict(Requests.PLAIN);
  private static final ReadOptions ONE_SLOPPY =
      new ReadOptions(new QuorumSize.Exactly(1), true, false, Requests.TIMEOUT_MILLIS);

  private final Row row = Row.of(World.founded(91, 7), "stones/1");
  private final WorldNode x = row.standIns().get(0);
  private final WorldNode y = row.standIns().get(1);

  private void crashOwners(WorldNode... owners) {
    List.of(owners).forEach(WorldNode::crash);
  }

  private void requireHandedOver(String text) {
    row.world().run(60_000);
    for (WorldNode owner : row.all()) {
      assertThat(row.read(owner)).isEqualTo(text);
      assertThat(row.stored(owner)).isEqualTo(row.stored(row.a()));
    }
    for (WorldNode node : row.world().nodes()) {
      if (!row.all().contains(node)) {
        assertThat(row.stored(node).isEmpty()).as("%s", node.address()).isTrue();
        assertThat(node.backlog().keys()).isZero();
      }
    }
  }

  @Test
  void with_one_owner_dead_two_owners_acknowledge_and_the_stand_in_keeps_a_hint() {
    crashOwners(row.c());
    WriteReceipt receipt = row.put(row.a(), "text");
    assertThat(receipt.acks()).isEqualTo(2);
    assertThat(receipt.standIns()).isZero();
    assertThat(receipt.degraded()).isFalse();
    row.world().run(500);
    assertThat(row.stored(x)).isEqualTo(row.stored(row.a()));
    assertThat(row.stored(y).isEmpty()).isTrue();
    assertThat(x.backlog().keys()).isEqualTo(1);
    assertThat(x.backlog().bytes()).isEqualTo("text".length());
    row.restart(row.c());
    requireHandedOver("text");
  }

  @Test
  void with_two_owners_dead_a_stand_in_makes_up_the_quorum() {
    crashOwners(row.b(), row.c());
    WriteReceipt receipt = row.put(row.a(), "text");
    assertThat(receipt.acks()).isEqualTo(2);
    assertThat(receipt.standIns()).isEqualTo(1);
    assertThat(receipt.degraded()).isTrue();
    row.restart(row.b());
    row.restart(row.c());
    requireHandedOver("text");
  }

  @Test
  void a_strict_write_wants_owners_alone() {
    crashOwners(row.b(), row.c());
    BlobFailure failure = row.failedPut(row.a(), "text", STRICT);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isFalse();
    row.world().run(5_000);
    assertThat(row.stored(x).isEmpty()).isTrue();
  }

  @Test
  void a_strict_write_does_not_count_the_stand_in_that_coordinates_it() {
    row.fate(Fate.LOSE, Row.commits().and(Row.to(row.b()).or(Row.to(row.c()))));
    BlobFailure failure = row.failedPut(x, "text", STRICT);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isTrue();
    assertThat(row.stored(row.a()).isEmpty()).isFalse();
    assertThat(row.stored(x).isEmpty()).isFalse();
  }

  @Test
  void without_any_owner_a_stand_in_coordinates() {
    crashOwners(row.a(), row.b(), row.c());
    WriteReceipt receipt = row.put(x, "text");
    assertThat(receipt.acks()).isEqualTo(2);
    assertThat(receipt.standIns()).isEqualTo(2);
    GetAnswer answer = row.get(y, ONE_SLOPPY);
    assertThat(Requests.text(answer)).isEqualTo("text");
    assertThat(answer.degraded()).isTrue();
    row.all().forEach(row::restart);
    requireHandedOver("text");
  }

  @Test
  void writes_one_after_the_other_through_stand_ins_replace_each_other() {
    crashOwners(row.a(), row.b(), row.c());
    row.put(x, "first");
    row.put(y, "second");
    row.put(x, "third");
    row.all().forEach(row::restart);
    requireHandedOver("third");
    assertThat(row.get(row.b()).siblings()).isEqualTo(1);
  }

  @Test
  void a_stand_in_counts_toward_no_read() {
    crashOwners(row.b(), row.c());
    row.put(row.a(), "text");
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void stand_ins_alone_never_say_that_nothing_is_there() {
    crashOwners(row.a(), row.b(), row.c());
    for (ReadOptions options : List.of(Requests.READ, Requests.SLOPPY, ONE_SLOPPY)) {
      assertThat(row.failedGet(x, options).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    }
  }

  @Test
  void one_owner_and_stand_ins_together_never_say_that_nothing_is_there() {
    crashOwners(row.b(), row.c());
    for (ReadOptions options : List.of(Requests.READ, Requests.SLOPPY, ONE_SLOPPY)) {
      assertThat(row.failedGet(row.a(), options).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    }
  }

  @Test
  void a_sloppy_read_finds_what_only_stand_ins_have() {
    crashOwners(row.a(), row.b(), row.c());
    row.put(x, "text");
    row.restart(row.a());
    row.fate(Fate.LOSE, Row.offers().or(Row.commits()));
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    GetAnswer answer = row.get(row.a(), Requests.SLOPPY);
    assertThat(Requests.text(answer)).isEqualTo("text");
    assertThat(answer.degraded()).isTrue();
  }

  @Test
  void a_strict_read_through_a_stand_in_asks_the_owners() {
    row.put(row.a(), "text");
    assertThat(row.read(x)).isEqualTo("text");
    assertThat(row.stored(x).isEmpty()).isTrue();
  }

  @Test
  void a_stand_in_takes_a_large_body_afterwards_from_the_coordinator() {
    row.b().takesBodies(false);
    row.c().takesBodies(false);
    // Both hold the body back and then refuse to fetch it, too.
    row.fate(Fate.LOSE, Row.offers().and(Row.to(row.b()).or(Row.to(row.c()))));
    WriteReceipt receipt = row.put(row.a(), Requests.large("text"));
    assertThat(receipt.acks()).isEqualTo(2);
    assertThat(receipt.standIns()).isEqualTo(1);
    row.allArrive();
    requireHandedOver(Requests.large("text"));
  }

  @Test
  void stand_ins_of_suspected_owners_get_a_large_body_at_once() {
    row.a().suspect(row.b());
    row.a().suspect(row.c());
    crashOwners(row.b(), row.c());
    row.fate(Fate.LOSE, Row.offers());
    WriteReceipt receipt = row.put(row.a(), Requests.large("text"));
    assertThat(receipt.standIns()).isEqualTo(1);
    row.world().run(1_000);
    assertThat(row.stored(x)).isEqualTo(row.stored(row.a()));
    assertThat(row.stored(y)).isEqualTo(row.stored(row.a()));
  }

  @Test
  void owners_that_only_keep_silent_cost_a_part_of_the_time() {
    row.isolate(row.b());
    row.isolate(row.c());
    WriteReceipt receipt = row.put(row.a(), "text");
    assertThat(receipt.standIns()).isEqualTo(1);
    row.world().network().mend();
    requireHandedOver("text");
  }

  @Test
  void nobody_else_takes_a_hint() {
    WorldNode stranger =
        row.world().nodes().stream()
            .filter(node -> !row.all().contains(node) && !row.standIns().contains(node))
            .findFirst()
            .orElseThrow();
    row.put(row.a(), "text");
    Snapshot text = row.world().await(row.a().replica().object(row.key()));
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    var there = row.a().replicas().remote(row.memberOf(stranger));
    for (var told : List.of(there.commit(row.key(), text, bytes), there.offer(row.key(), text))) {
      assertThatThrownBy(() -> row.world().await(told))
          .isInstanceOfSatisfying(
              ReplicaRefusal.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(Reason.REFUSED));
    }
    assertThat(row.stored(stranger).isEmpty()).isTrue();
    assertThat(((BlobFailure) row.world().failureOf(row.putting(stranger, "text", STRICT))).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void what_too_few_owners_can_say_decides_no_condition_and_no_delete_of_nothing() {
    crashOwners(row.b(), row.c());
    WriteOptions onlyNew =
        Requests.with(Requests.IF_NONE_MATCH_ANY, "a request of which nobody has heard");
    BlobFailure put = row.failedPut(row.a(), "text", onlyNew);
    assertThat(put.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(put.maySurface()).isFalse();
    BlobFailure delete =
        (BlobFailure)
            row.world().failureOf(row.a().coordinator().delete(Requests.delete(row.key())));
    assertThat(delete.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(delete.maySurface()).isFalse();
  }

  @Test
  void the_retry_of_a_write_that_stand_ins_hold_is_the_same_version() {
    crashOwners(row.b(), row.c());
    WriteOptions options = Requests.with(Preconditions.NONE, "a request");
    WriteReceipt first = row.put(row.a(), "text", options);
    WriteReceipt again = row.put(row.a(), "text", options);
    assertThat(again.dot()).isEqualTo(first.dot());
    assertThat(again.acks()).isEqualTo(2);
    assertThat(again.standIns()).isEqualTo(1);
  }
}
