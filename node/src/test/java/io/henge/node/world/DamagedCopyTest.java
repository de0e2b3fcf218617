package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.BlobObject;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged copy is never served nor spread, and a good one takes its place. */
class DamagedCopyTest {
  private final Row row = Row.of(77);

  private static String text(boolean isLarge, String text) {
    return isLarge ? Requests.large(text) : text;
  }

  private void damage(WorldNode node) {
    node.disk().damageBodies(row.key());
  }

  /** Only when a copy is read is its damage noticed. */
  private void noticeDamage(WorldNode node) {
    row.world().await(node.coordinator().get(Requests.get(row.key(), new QuorumSize.Exactly(1))));
    assertThat(node.disk().damagedCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_read_of_a_damaged_copy_is_answered_by_another_holder_and_refills_it(boolean isLarge) {
    row.put(row.a(), text(isLarge, "text"));
    row.world().run(1_000);
    damage(row.a());

    assertThat(row.read(row.a())).isEqualTo(text(isLarge, "text"));
    assertThat(row.a().disk().damagedCount()).isEqualTo(1);
    row.world().run(10_000);

    // By the refill or by the repair after the read, whichever came first.
    assertThat(row.a().disk().damagedCount()).isZero();
    row.b().crash();
    row.c().crash();
    assertThat(Requests.text(fromAAlone())).isEqualTo(text(isLarge, "text"));
  }

  @Test
  void a_copy_is_refilled_by_an_owner_that_has_heard_of_fewer_removals() {
    row.put(row.a(), "text");
    row.world().run(1_000);
    row.world().await(row.a().removals().raise(row.key().partition(), 3));
    damage(row.a());
    assertThat(row.read(row.a())).isEqualTo("text");
    row.world().run(10_000);
    assertThat(row.a().disk().damagedCount()).isZero();
  }

  private GetAnswer fromAAlone() {
    return row.world()
        .await(row.a().coordinator().get(Requests.get(row.key(), new QuorumSize.Exactly(1))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_copy_is_refilled_from_the_one_good_copy_that_is_left(boolean isLarge) {
    row.put(row.a(), text(isLarge, "text"));
    row.world().run(1_000);
    damage(row.a());
    damage(row.b());

    assertThat(row.read(row.a())).isEqualTo(text(isLarge, "text"));
    row.world().run(60_000);
    assertThat(row.read(row.b())).isEqualTo(text(isLarge, "text"));
    row.world().run(60_000);

    assertThat(row.a().refilled()).isEqualTo(1);
    assertThat(row.b().refilled()).isEqualTo(1);
    row.c().crash();
    assertThat(row.read(row.a())).isEqualTo(text(isLarge, "text"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void without_a_good_copy_reads_fail_honestly_and_nothing_is_refilled(boolean isLarge) {
    row.put(row.a(), text(isLarge, "text"));
    row.world().run(1_000);
    row.all().forEach(this::damage);

    for (WorldNode node : row.all()) {
      assertThat(row.failedGet(node).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
      assertThat(row.failedGet(node, new QuorumSize.Exactly(1)).code())
          .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    }
    row.world().run(600_000);

    for (WorldNode node : row.all()) {
      assertThat(node.refilled()).isZero();
      assertThat(node.refillsFailed()).isBetween(3, 40);
      assertThat(node.disk().damagedCount()).isEqualTo(1);
    }
    row.put(row.b(), "new");
    row.world().run(1_000);
    assertThat(row.read(row.a())).isEqualTo("new");
    assertThat(row.all()).allSatisfy(n -> assertThat(n.disk().damagedCount()).isZero());
  }

  @Test
  void a_good_copy_that_comes_back_later_heals_the_others() {
    row.put(row.a(), Requests.large("text"));
    row.world().run(1_000);
    row.c().crash();
    damage(row.a());
    damage(row.b());
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    row.world().run(60_000);
    assertThat(row.a().refilled()).isZero();

    row.restart(row.c());
    row.world().run(400_000);

    assertThat(row.a().refilled()).isEqualTo(1);
    assertThat(row.b().refilled()).isEqualTo(1);
    row.c().crash();
    assertThat(row.read(row.b())).isEqualTo(Requests.large("text"));
  }

  @Test
  void a_version_that_is_replaced_meanwhile_is_not_refilled() {
    row.put(row.a(), Requests.large("old"));
    row.world().run(1_000);
    damage(row.a());
    row.world().beforeOpening(holder -> row.putting(row.b(), "new", Requests.PLAIN));
    assertThat(row.read(row.a())).isEqualTo("new");
    row.world().run(30_000);

    assertThat(row.a().disk().damagedCount()).isZero();
    assertThat(row.read(row.a())).isEqualTo("new");
    assertThat(row.stored(row.a()).live()).hasSize(1);
  }

  @Test
  void damage_that_is_noted_outlasts_a_crash() {
    row.put(row.a(), Requests.large("text"));
    row.world().run(1_000);
    row.fate(Fate.LOSE, Row.from(row.a()).and(p -> p.to().equals(row.b().address())));
    damage(row.a());
    noticeDamage(row.a());
    row.a().crash();
    row.allArrive();
    row.restart(row.a());
    row.world().run(10_000);
    assertThat(row.a().refilled()).isEqualTo(1);
    assertThat(row.a().disk().damagedCount()).isZero();
  }

  @Test
  void a_commit_of_a_version_that_is_damaged_here_brings_its_bytes_again() {
    row.put(row.a(), "text");
    row.world().run(1_000);
    BlobObject fragment = row.stored(row.a());
    row.isolate(row.a());
    damage(row.a());
    row.failedGet(row.a(), new QuorumSize.Exactly(1));
    assertThat(row.a().disk().damagedCount()).isEqualTo(1);

    row.world()
        .await(
            row.a()
                .replica()
                .commit(
                    row.key(),
                    new Snapshot(fragment, 0),
                    new NewBytes.Inline(Buffer.buffer("text"))));

    assertThat(row.a().disk().damagedCount()).isZero();
    assertThat(Requests.text(fromAAlone())).isEqualTo("text");
  }

  @Test
  void a_retry_does_not_count_a_damaged_copy_as_one_that_is_durable() {
    WriteOptions options = Requests.with(Preconditions.NONE, "request 1");
    row.fate(Fate.LOSE, Row.to(row.c()));
    row.put(row.a(), Requests.large("text"), options);
    row.world().run(2_000);
    row.b().crash();
    damage(row.a());
    row.failedGet(row.a(), new QuorumSize.Exactly(1));
    row.allArrive();

    assertThat(row.failedPut(row.a(), Requests.large("text"), options).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    row.restart(row.b());
    row.world().run(60_000);
    row.put(row.a(), Requests.large("text"), options);
    assertThat(row.read(row.c())).isEqualTo(Requests.large("text"));
  }
}
