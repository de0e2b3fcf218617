package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.world.SimulatedNetwork.Fate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An owner that falls silent costs its readers some latency once, and none when it is back. */
class PausedOwnerTest {
  /** Two trips over the wires and some steps at the disk, each of at most 5 ms. */
  private static final long QUICK_MILLIS = 40;

  /** The hedge delay is at most that, whatever was learnt. */
  private static final long HEDGE_MILLIS_MAX = 250;

  private final Row row = Row.of(92);
  private final World world = row.world();

  private long readMillis() {
    long begun = world.clock().nowMillis();
    assertThat(row.read(row.a())).isEqualTo("text");
    return world.clock().nowMillis() - begun;
  }

  private void pause(WorldNode node) {
    row.fate(Fate.HOLD, Row.to(node));
  }

  @Test
  void reads_wait_for_a_paused_owner_until_it_is_suspected_and_then_no_more() {
    row.a().noticeSilence();
    row.put(row.a(), "text");
    for (int i = 0; i < 100; i++) {
      assertThat(readMillis()).isLessThanOrEqualTo(QUICK_MILLIS);
    }
    pause(row.b());
    long paused = world.clock().nowMillis();
    List<Long> slow = new ArrayList<>();
    while (world.clock().nowMillis() < paused + WorldLiveness.SILENCE_MILLIS) {
      long millis = readMillis();
      assertThat(millis).isLessThanOrEqualTo(HEDGE_MILLIS_MAX + QUICK_MILLIS);
      slow.add(millis);
      world.run(50);
    }
    assertThat(slow.get(0)).isGreaterThan(10);
    // The silence is counted from the first question that was not answered.
    world.run(100);
    for (int i = 0; i < 200; i++) {
      assertThat(readMillis()).isLessThanOrEqualTo(QUICK_MILLIS);
      world.run(50);
    }

    row.allArrive();
    world.network().release();
    world.run(1_000);
    row.put(row.a(), "text");
    for (int i = 0; i < 100; i++) {
      assertThat(readMillis()).isLessThanOrEqualTo(QUICK_MILLIS);
    }
    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
  }

  @Test
  void when_more_reads_wait_than_the_budget_has_hedges_the_suspicion_frees_them() {
    row.a().noticeSilence();
    row.put(row.a(), "text");
    world.run(1_000);
    pause(row.b());
    long begun = world.clock().nowMillis();
    List<Future<?>> reads = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      reads.add(row.a().coordinator().get(Requests.get(row.key())));
    }
    reads.forEach(world::await);
    assertThat(world.clock().nowMillis() - begun)
        .isLessThanOrEqualTo(WorldLiveness.SILENCE_MILLIS + HEDGE_MILLIS_MAX + QUICK_MILLIS);
    assertThat(row.a().events().hedgesWon()).isPositive();
  }

  @Test
  void a_body_is_opened_elsewhere_when_its_holder_is_slow() {
    row.fate(Fate.LOSE, Row.to(row.a()).and(Row.commits().or(Row.offers())));
    row.put(row.b(), Requests.large("text"));
    world.run(2_000);
    AtomicInteger openings = new AtomicInteger();
    world.beforeOpening(
        holder -> openings.incrementAndGet() == 1 ? after(900) : Future.succeededFuture());

    long begun = world.clock().nowMillis();
    assertThat(row.read(row.a())).isEqualTo(Requests.large("text"));

    assertThat(world.clock().nowMillis() - begun)
        .isLessThanOrEqualTo(HEDGE_MILLIS_MAX + 2 * QUICK_MILLIS);
    assertThat(openings).hasValue(2);
    assertThat(row.a().events().hedgesWon()).isEqualTo(1);
  }

  private Future<Void> after(long millis) {
    Promise<Void> later = Promise.promise();
    world.clock().after(millis, () -> later.complete());
    return later.future();
  }
}
