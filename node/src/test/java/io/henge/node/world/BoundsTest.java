package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.failure.BlobFailure;
import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.ring.wire.ErrorCode;
import org.junit.jupiter.api.Test;

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
