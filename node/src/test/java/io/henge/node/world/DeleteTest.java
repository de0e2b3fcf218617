package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.WriteReceipt;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** Rule V4: a delete is a version like any other, without bytes. */
class DeleteTest {
  private final Row row = Row.of(41);

  @Test
  void an_owner_that_missed_a_delete_differs_until_it_has_the_tombstone() {
    row.put(row.a(), "text");
    row.world().run(100);
    row.isolate(row.c());
    row.delete(row.a());
    row.world().run(100);
    assertThat(row.stored(row.c()).digest()).isNotEqualTo(row.stored(row.a()).digest());

    row.world().network().mend();
    row.world().run(30_000);

    assertThat(row.stored(row.c()).digest()).isEqualTo(row.stored(row.a()).digest());
    row.a().crash();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
    assertThat(row.c().disk().bodyCount()).isZero();
  }

  @Test
  void a_delete_that_is_missing_at_one_owner_is_read_all_the_same() {
    row.put(row.a(), "text");
    row.world().run(100);
    row.isolate(row.c());
    row.delete(row.a());
    row.a().crash();
    row.world().network().mend();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
  }

  @Test
  void a_delete_is_a_version_of_its_own_which_a_slow_write_cannot_undo() {
    Dot old = row.put(row.a(), "old").dot().orElseThrow();
    Dot deletion = row.delete(row.b()).dot().orElseThrow();
    row.world().run(100);
    assertThat(row.all())
        .allMatch(node -> row.stored(node).version(deletion).isPresent())
        .allMatch(node -> row.stored(node).version(old).isEmpty());
  }

  @Test
  void a_delete_that_finds_nothing_mints_nothing() {
    WriteReceipt nothing = row.delete(row.a());
    assertThat(nothing.dot()).isEmpty();
    assertThat(row.all()).allMatch(node -> node.disk().record(row.key()).isEmpty());
  }

  @Test
  void a_write_beside_a_delete_stays() {
    row.put(row.a(), "old");
    Future<WriteReceipt> deleted = row.a().coordinator().delete(Requests.delete(row.key()));
    Future<WriteReceipt> written = row.putting(row.b(), "new", Requests.PLAIN);
    row.world().await(deleted);
    row.world().await(written);
    assertThat(row.read(row.c())).isEqualTo("new");
    assertThat(row.get(row.c()).siblings()).isEqualTo(1);
  }

  @Test
  void a_deleted_key_can_be_written_again() {
    row.put(row.a(), "old");
    row.delete(row.b());
    row.put(row.c(), "new");
    assertThat(row.read(row.a())).isEqualTo("new");
  }
}
