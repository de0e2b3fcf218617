package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.QuorumSize;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.Address;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rule W6: bytes that vanish between head and opening are looked for anew, and never spliced. */
class VanishingBytesTest {
  private final Row row = Row.of(63);
  private final AtomicInteger openings = new AtomicInteger();

  /** The version is at b and c, and a has to open it there. */
  private void writeBesideA(String text) {
    row.fate(Fate.LOSE, Row.to(row.a()).and(Row.commits().or(Row.offers())));
    row.put(row.b(), text);
  }

  @Test
  void a_version_that_is_replaced_before_it_is_opened_gives_way_to_the_new_one() {
    writeBesideA(Requests.large("old"));
    row.world()
        .beforeOpening(
            holder ->
                openings.incrementAndGet() == 1
                    ? row.putting(
                        row.c(), Requests.large("new"), Requests.with(new QuorumSize.Exactly(2)))
                    : Future.succeededFuture());
    assertThat(row.read(row.a())).isEqualTo(Requests.large("new"));
    assertThat(openings).hasValueGreaterThan(1);
  }

  @Test
  void a_key_that_is_replaced_again_and_again_is_busy() {
    writeBesideA(Requests.large("0"));
    row.world()
        .beforeOpening(
            holder ->
                row.putting(
                    row.c(), Requests.large("" + openings.incrementAndGet()), Requests.PLAIN));
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(openings).hasValueLessThan(10);
  }

  @Test
  void a_version_deleted_before_it_is_opened_is_gone() {
    writeBesideA(Requests.large("text"));
    row.world().beforeOpening(holder -> row.c().coordinator().delete(Requests.delete(row.key())));
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.GONE);
  }

  @Test
  void another_holder_takes_over_when_the_first_one_fails() {
    writeBesideA(Requests.large("text"));
    row.world().run(1_000);
    row.world()
        .beforeOpening(
            holder -> {
              if (openings.incrementAndGet() == 1) {
                at(holder).crash();
              }
              return Future.succeededFuture();
            });
    assertThat(row.read(row.a())).isEqualTo(Requests.large("text"));
    assertThat(openings).hasValue(2);
  }

  @Test
  void one_holder_that_is_gone_and_one_that_has_moved_on_make_no_failure() {
    writeBesideA(Requests.large("old"));
    row.world().run(1_000);
    row.world()
        .beforeOpening(
            holder -> {
              if (openings.incrementAndGet() == 1) {
                return row.putting(row.c(), Requests.large("new"), Requests.PLAIN);
              }
              if (openings.get() == 2) {
                at(holder).crash();
              }
              return Future.succeededFuture();
            });
    assertThat(row.read(row.a())).isEqualTo(Requests.large("new"));
  }

  private WorldNode at(Address address) {
    return row.all().stream().filter(node -> node.address().equals(address)).findFirst().get();
  }
}
