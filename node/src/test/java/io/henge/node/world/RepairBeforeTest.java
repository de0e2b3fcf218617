package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.SiblingsRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.wire.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule W7: what a read with repair=before has shown, no later read misses. */
class RepairBeforeTest {
  private final Row row = Row.of(74);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_was_read_is_there_for_every_later_reader(boolean isLarge) {
    String old = isLarge ? Requests.large("old") : "old";
    String text = isLarge ? Requests.large("new") : "new";
    row.put(row.a(), old);
    row.world().run(1_000);
    onlyAWrites(text);

    assertThat(Requests.text(row.get(row.a(), Requests.REPAIR_BEFORE))).isEqualTo(text);
    row.a().crash();
    assertThat(row.read(row.b())).isEqualTo(text);
    assertThat(row.read(row.c())).isEqualTo(text);
  }

  @Test
  void without_it_a_later_reader_may_see_less() {
    row.put(row.a(), "old");
    row.world().run(1_000);
    onlyAWrites("new");
    assertThat(row.read(row.a())).isEqualTo("new");
    row.a().crash();
    assertThat(row.read(row.b())).isEqualTo("old");
  }

  @Test
  void a_coordinator_that_is_behind_itself_brings_here_what_it_lacks_first() {
    row.put(row.a(), Requests.large("old"));
    row.world().run(1_000);
    onlyAWrites(Requests.large("new"));
    String read = Requests.text(row.get(row.b(), Requests.REPAIR_BEFORE));
    row.a().crash();
    assertThat(read).isEqualTo(Requests.large("new"));
    assertThat(row.read(row.c())).isEqualTo(read);
  }

  @Test
  void a_coordinator_that_has_heard_of_more_removals_brings_here_what_it_lacks() {
    row.put(row.a(), "old");
    row.world().run(1_000);
    onlyAWrites("new");
    row.world().await(row.b().removals().raise(row.key().partition(), 3));
    assertThat(Requests.text(row.get(row.b(), Requests.REPAIR_BEFORE))).isEqualTo("new");
    row.a().crash();
    assertThat(row.read(row.c())).isEqualTo("new");
  }

  @Test
  void a_delete_that_was_read_is_read_by_every_later_reader() {
    row.put(row.a(), "text");
    row.world().run(1_000);
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    row.world().failureOf(row.a().coordinator().delete(Requests.delete(row.key())));
    row.allArrive();

    assertThat(row.failedGet(row.a(), Requests.REPAIR_BEFORE).code()).isEqualTo(ErrorCode.GONE);
    row.a().crash();
    assertThat(row.failedGet(row.b()).code()).isEqualTo(ErrorCode.GONE);
  }

  @Test
  void a_list_of_versions_can_be_written_back_as_well() {
    String seen = row.put(row.a(), "old").contextToken();
    row.put(row.b(), "one", Requests.with(seen));
    row.world().run(1_000);
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    row.failedPut(row.a(), "two", Requests.with(seen));
    row.allArrive();
    SiblingsRequest list = new SiblingsRequest(row.key(), Requests.REPAIR_BEFORE);
    assertThat(row.world().await(row.a().coordinator().siblings(list)).versions()).hasSize(2);
    row.a().crash();
    assertThat(row.siblings(row.b()).versions()).hasSize(2);
  }

  @Test
  void when_too_few_owners_take_it_there_is_no_answer_but_their_reasons() {
    row.put(row.a(), "old");
    row.world().run(1_000);
    onlyAWrites("new");
    row.fate(Fate.LOSE, Row.offers());
    long begun = row.world().clock().nowMillis();
    BlobFailure failure = row.failedGet(row.a(), Requests.REPAIR_BEFORE);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isFalse();
    assertThat(failure.replicas()).hasSize(2);
    assertThat(row.world().clock().nowMillis() - begun)
        .isLessThanOrEqualTo(Requests.TIMEOUT_MILLIS + 100);
  }

  @Test
  void where_nothing_differs_nothing_is_written_back() {
    row.put(row.a(), "text");
    row.world().run(1_000);
    AtomicInteger offers = new AtomicInteger();
    row.fate(Fate.LOSE, Row.offers().and(passage -> offers.incrementAndGet() > 0));
    assertThat(Requests.text(row.get(row.b(), Requests.REPAIR_BEFORE))).isEqualTo("text");
    assertThat(offers).hasValue(0);
  }

  @Test
  void an_owner_that_is_not_filled_does_not_count() {
    row.put(row.a(), "text");
    row.world().run(1_000);
    row.b().crash();
    row.b().disk().loseIndex();
    row.restart(row.b());
    onlyAWrites("new");
    row.c().crash();
    assertThat(row.failedGet(row.a(), Requests.REPAIR_BEFORE).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    row.restart(row.c());
    assertThat(Requests.text(row.get(row.a(), Requests.REPAIR_BEFORE))).isEqualTo("new");
    row.a().crash();
    row.b().crash();
    assertThat(row.stored(row.c()).shown()).isPresent();
  }

  /** A write that reaches one disk, and of which nobody else has heard when it fails. */
  private void onlyAWrites(String text) {
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    assertThat(row.failedPut(row.a(), text, Requests.PLAIN).maySurface()).isTrue();
    row.allArrive();
  }
}
