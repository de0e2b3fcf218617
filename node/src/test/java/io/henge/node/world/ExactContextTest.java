package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.Dot;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rule V2: a context never claims what it has not seen. */
class ExactContextTest {
  private final Row row = Row.of(21);

  @Test
  void a_version_overtaken_by_its_actors_next_one_is_not_taken_for_seen() {
    AtomicInteger commitsToB = new AtomicInteger();
    row.world()
        .network()
        .rule(
            passage ->
                Row.commits().and(Row.to(row.b())).test(passage)
                        && commitsToB.incrementAndGet() == 1
                    ? Fate.HOLD
                    : Fate.DELIVER);
    Future<WriteReceipt> one = row.putting(row.a(), "one", Requests.PLAIN);
    Future<WriteReceipt> two = row.putting(row.a(), "two", Requests.PLAIN);
    Dot first = row.world().await(one).dot().orElseThrow();
    Dot second = row.world().await(two).dot().orElseThrow();
    row.world().run(100);
    assertThat(first.actor()).isEqualTo(second.actor());
    Dot overtaken = first.counter() == 1 ? first : second;
    assertThat(row.stored(row.b()).context().contains(overtaken)).isFalse();

    row.world().network().release();
    row.world().run(100);

    assertThat(row.stored(row.b()).version(overtaken)).isPresent();
    row.a().crash();
    assertThat(row.get(row.b()).siblings()).isEqualTo(2);
  }
}
