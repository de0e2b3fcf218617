package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.StageId;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.version.BlobObject;
import io.vertx.core.buffer.Buffer;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rule W1: acknowledged means synced, whole, on W disks. */
class DurableAckTest {
  @Test
  void a_write_is_on_two_disks_when_it_is_acknowledged_however_slow_they_are() {
    for (long seed = 0; seed < 60; seed++) {
      Row row = Row.of(seed);
      row.all().forEach(node -> node.disk().speed(1 + row.world().roll(300)));
      String text = seed % 2 == 0 ? "text" : Requests.large("text");
      var dot = row.put(row.a(), text).dot().orElseThrow();
      assertThat(row.copies(dot)).as("%s", row.world()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void a_write_survives_the_end_of_all_processes_at_the_moment_of_its_ack() {
    for (long seed = 0; seed < 60; seed++) {
      Row row = Row.of(seed);
      String text = seed % 2 == 0 ? "text" : Requests.large("text");
      row.put(row.a(), "before");
      row.put(row.b(), text);
      row.all().forEach(WorldNode::crash);
      row.all().forEach(WorldNode::start);
      row.all().forEach(node -> row.world().await(node.joined()));
      assertThat(row.read(row.c())).as("%s", row.world()).isEqualTo(text);
    }
  }

  @Test
  void a_commit_of_a_stage_that_is_not_here_is_refused() {
    Row row = Row.of(71);
    row.isolate(row.c());
    row.put(row.a(), Requests.large("text"));
    BlobObject fragment = row.stored(row.a());
    NewBytes nowhere = new NewBytes.Staged(new StageId(row.a().identity().node(), 4711));
    assertThatThrownBy(
            () ->
                row.world()
                    .await(row.c().replica().commit(row.key(), new Snapshot(fragment, 0), nowhere)))
        .isInstanceOf(ReplicaRefusal.class);
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
  }

  @Test
  void an_upload_that_breaks_off_leaves_no_trace() {
    Row row = Row.of(72);
    var broken =
        new PutRequest(
            row.key(),
            new TreeMap<>(),
            Requests.PLAIN,
            new WorldBody(Buffer.buffer(Requests.large("text")), 1_000, true, true));
    row.world().failureOf(row.a().coordinator().put(broken));
    row.world().run(1_000);
    assertThat(row.all()).allMatch(node -> row.stored(node).isEmpty() && node.stageCount() == 0);
  }
}
