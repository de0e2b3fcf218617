package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.BlobObject;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule V3: a replica believes in a version only when it holds its bytes. */
class BytesBeforeBeliefTest {
  private final Row row = Row.of(31);

  @Test
  void an_overwrite_whose_bytes_cannot_be_had_drops_nothing() {
    row.put(row.a(), Requests.large("old"));
    overwriteAtAOnly(Requests.large("new"));
    row.world()
        .beforeOpening(
            holder -> {
              row.a().crash();
              return Future.succeededFuture();
            });

    row.world().run(20_000); // a offers the new version, and is gone before its bytes are fetched

    assertThat(row.a().isUp()).isFalse();
    assertThat(row.read(row.b())).isEqualTo(Requests.large("old"));
    assertThat(row.read(row.c())).isEqualTo(Requests.large("old"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_overwrite_whose_bytes_can_be_had_is_taken_with_them(boolean isLarge) {
    String text = isLarge ? Requests.large("new") : "new";
    row.put(row.a(), "old");
    overwriteAtAOnly(text);

    row.world().run(20_000);
    row.a().crash();

    assertThat(row.read(row.b())).isEqualTo(text);
    assertThat(row.get(row.c()).siblings()).isEqualTo(1);
  }

  @Test
  void a_commit_without_its_bytes_is_refused() {
    row.isolate(row.c());
    row.put(row.a(), "text");
    BlobObject fragment = row.stored(row.a());

    assertThatThrownBy(() -> commitAtC(fragment, new NewBytes.None()))
        .isInstanceOf(ReplicaRefusal.class);
    assertThatThrownBy(() -> commitAtC(fragment, new NewBytes.Inline(Buffer.buffer("test"))))
        .isInstanceOf(ReplicaRefusal.class);
    assertThat(row.stored(row.c()).isEmpty()).isTrue();

    commitAtC(fragment, new NewBytes.Inline(Buffer.buffer("text")));
    assertThat(row.stored(row.c())).isEqualTo(fragment);
  }

  private void commitAtC(BlobObject fragment, NewBytes bytes) {
    row.world().await(row.c().replica().commit(row.key(), new Snapshot(fragment, 0), bytes));
  }

  private void overwriteAtAOnly(String text) {
    row.fate(Fate.LOSE, Row.commits());
    assertThat(row.failedPut(row.a(), text, Requests.PLAIN).maySurface()).isTrue();
    row.allArrive();
    assertThat(row.stored(row.a()).live()).hasSize(1);
    assertThat(row.stored(row.a())).isNotEqualTo(row.stored(row.b()));
  }
}
