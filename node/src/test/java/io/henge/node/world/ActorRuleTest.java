package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.Dot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule V1: no dot is ever given twice, and an actor goes on only where it is sure of its last. */
class ActorRuleTest {
  private final Row row = Row.of(11);

  @Test
  void an_actor_goes_on_counting() {
    Dot first = row.put(row.a(), "1").dot().orElseThrow();
    Dot second = row.put(row.a(), "2").dot().orElseThrow();
    assertThat(second.actor()).isEqualTo(first.actor());
    assertThat(second.counter()).isEqualTo(first.counter() + 1);
  }

  @Test
  void a_coordinator_that_crashes_after_sending_and_before_its_own_sync_takes_a_new_actor() {
    row.put(row.a(), "first");
    row.world()
        .network()
        .rule(
            passage -> {
              if (Row.commits().and(Row.from(row.a())).test(passage)) {
                row.world().clock().after(0, row.a()::crash);
              }
              return Fate.DELIVER;
            });
    row.putting(row.a(), "sent, not synced", Requests.PLAIN);
    row.world().run(1_000);
    assertThat(row.a().isUp()).isFalse();
    Dot sent = row.stored(row.b()).live().get(0).dot();
    assertThat(row.stored(row.a()).context().contains(sent)).isFalse();
    row.allArrive();

    row.restart(row.a());
    Dot next = row.put(row.a(), "third").dot().orElseThrow();

    assertThat(next.actor()).isNotEqualTo(sent.actor());
    assertThat(row.read(row.b())).isEqualTo("third");
    assertThat(row.get(row.b()).siblings()).isEqualTo(1);
  }

  @Test
  void a_clean_stop_keeps_the_actor() {
    Dot before = row.put(row.a(), "before").dot().orElseThrow();
    row.world().run(100);
    row.world().await(row.a().stopCleanly());
    row.restart(row.a());
    Dot after = row.put(row.a(), "after").dot().orElseThrow();
    assertThat(after.actor()).isEqualTo(before.actor());
    assertThat(after.counter()).isEqualTo(before.counter() + 1);
  }

  @Test
  void a_clean_stop_in_the_middle_of_a_write_gives_no_dot_twice() {
    for (int moment = 0; moment < 40; moment++) {
      Row busy = Row.of(1_000 + moment);
      busy.put(busy.a(), "before");
      busy.putting(busy.a(), "during", Requests.PLAIN);
      busy.world().run(moment);
      busy.a().disk().failCommits(1, CommitFault.NO_SPACE);
      busy.world().await(busy.a().stopCleanly());
      busy.a().disk().heal();
      busy.restart(busy.a());
      busy.put(busy.a(), "after");
      busy.world().run(5_000);
    }
  }

  @ParameterizedTest
  @EnumSource(CommitFault.class)
  void a_dot_whose_local_commit_failed_ends_its_actor(CommitFault fault) {
    row.put(row.a(), "first");
    row.a().disk().failCommits(1, fault);
    Dot second = row.put(row.a(), "second").dot().orElseThrow();
    Dot third = row.put(row.a(), "third").dot().orElseThrow();
    assertThat(third.actor()).isNotEqualTo(second.actor());
    assertThat(row.read(row.b())).isEqualTo("third");
  }

  @Test
  void a_node_that_lost_the_object_takes_a_new_actor_although_it_stopped_cleanly() {
    Dot before = row.put(row.a(), "before").dot().orElseThrow();
    row.world().run(100);
    row.world().await(row.a().stopCleanly());
    row.a().disk().loseIndex();
    row.restart(row.a());
    Dot after = row.put(row.a(), "after").dot().orElseThrow();
    assertThat(after.actor()).isNotEqualTo(before.actor());
  }

  @Test
  void a_node_whose_index_fell_behind_takes_a_new_actor_although_it_stopped_cleanly() {
    row.put(row.a(), "in the index of before");
    row.world().run(100);
    row.a().disk().rememberIndex();
    Dot last = row.put(row.a(), "not in it").dot().orElseThrow();
    row.world().run(100);
    row.world().await(row.a().stopCleanly());
    row.a().disk().fallBack();
    row.restart(row.a());
    Dot after = row.put(row.a(), "after").dot().orElseThrow();
    assertThat(after.actor()).isNotEqualTo(last.actor());
    assertThat(row.read(row.b())).isEqualTo("after");
  }
}
