package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules V7 and V10: a key stays usable, whatever is done to it. */
class BoundsTest {
  private final Row row = Row.of(77);

  @Test
  void a_context_used_again_and_again_is_refused_before_it_has_an_effect_and_blind_writes_pass() {
    String seen = row.put(row.a(), "seen").contextToken();
    for (int write = 0; write < 100; write++) {
      row.put(row.all().get(write % 3), "w" + write, Requests.with(seen));
      row.world().run(20);
    }
    BlobFailure failure = row.failedPut(row.b(), "one too many", Requests.with(seen));
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(failure.maySurface()).isFalse();
    assertThat(row.get(row.a()).siblings()).isEqualTo(100);

    row.put(row.c(), "blind");
    assertThat(row.get(row.a()).siblings()).isEqualTo(1);
    row.put(row.b(), "again", Requests.with(row.get(row.b()).contextToken()));
    assertThat(row.read(row.a())).isEqualTo("again");
  }

  @Test
  void deletes_with_an_old_context_pass_at_the_cap_and_do_not_add_up() {
    String seen = row.put(row.a(), "seen").contextToken();
    for (int write = 0; write < 100; write++) {
      row.put(row.all().get(write % 3), "w" + write, Requests.with(seen));
      row.world().run(20);
    }
    for (int delete = 0; delete < 30; delete++) {
      WriteOptions options =
          delete % 2 == 0 ? Requests.with(seen) : Requests.with(seen, "id-" + delete);
      assertThat(row.delete(row.all().get(delete % 3), options).dot()).isPresent();
      row.world().run(20);
    }
    assertThat(row.get(row.b()).siblings()).isEqualTo(100);
    assertThat(row.all()).allMatch(node -> tombstones(row, node).size() == 1);
    assertThat(row.failedPut(row.b(), "x", Requests.with(seen)).code())
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void deletes_with_one_context_leave_one_tombstone_a_coordinator_and_drop_nothing_unseen(
      long seed) {
    Row any = Row.of(seed);
    World world = any.world();
    String seen = any.put(any.a(), "seen").contextToken();
    world.network().delays(200);
    Set<Dot> unseen = new HashSet<>();
    for (int step = 0; step < 60; step++) {
      WorldNode at = any.all().get(world.roll(3));
      if (world.roll(4) == 0) {
        any.putting(at, "w" + step, Requests.with(seen))
            .onSuccess(receipt -> unseen.add(receipt.dot().orElseThrow()));
      } else {
        at.coordinator().delete(Requests.delete(any.key(), Requests.with(seen)));
      }
      world.run(world.roll(300));
      for (WorldNode node : any.all()) {
        assertThat(tombstones(any, node))
            .as("%s: at most one of each coordinator", world)
            .extracting(tombstone -> tombstone.dot().actor().node())
            .doesNotHaveDuplicates();
      }
    }
    world.network().delays(2);
    world.run(60_000);
    assertThat(any.siblings(any.a()).versions())
        .as("%s", world)
        .extracting(Version::dot)
        .containsExactlyInAnyOrderElementsOf(unseen);
  }

  private static List<Version> tombstones(Row row, WorldNode node) {
    return row.stored(node).live().stream().filter(Version::isTombstone).toList();
  }

  @Test
  void a_full_disk_costs_one_actor_and_not_one_for_every_write() {
    row.put(row.a(), "before");
    row.a().disk().failCommits(Integer.MAX_VALUE, CommitFault.NO_SPACE);
    row.put(row.a(), "the first one is sent before the disk is known to be full");
    for (int write = 0; write < 50; write++) {
      BlobFailure failure = row.failedPut(row.a(), "refused " + write, Requests.PLAIN);
      assertThat(failure.code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
      assertThat(failure.maySurface()).isFalse();
    }
    row.put(row.b(), "elsewhere");
    row.a().disk().heal();
    row.put(row.a(), "again");
    assertThat(row.read(row.c())).isEqualTo("again");
    assertThat(row.stored(row.c()).context().actorCount()).isLessThanOrEqualTo(3);
  }
}
