package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rule V8: a blind write replaces what enough owners showed when it arrived, and no more. */
class BlindWriteTest {
  private final Row row = Row.of(81);

  @Test
  void an_update_acknowledged_during_a_long_upload_becomes_a_sibling() {
    Future<WriteReceipt> upload = row.a().coordinator().put(longUpload("slow"));
    row.world().run(1_000);
    row.put(row.b(), "quick");
    row.world().await(upload);
    assertThat(row.get(row.c()).siblings()).isEqualTo(2);
  }

  @Test
  void an_upload_replaces_what_was_there_when_it_arrived() {
    row.put(row.b(), "before");
    row.world().await(row.a().coordinator().put(longUpload("slow")));
    assertThat(row.get(row.c()).siblings()).isEqualTo(1);
  }

  @Test
  void a_coordinator_that_missed_the_last_write_replaces_it_all_the_same() {
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "missed by c");
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
    row.put(row.c(), "by c", Requests.with(new QuorumSize.Exactly(1)));
    row.world().run(1_000);
    assertThat(row.get(row.a()).siblings()).isEqualTo(1);
    assertThat(row.read(row.a())).isEqualTo("by c");
  }

  @Test
  void a_strict_blind_write_that_hears_too_few_owners_has_no_effect() {
    row.b().crash();
    row.c().crash();
    WriteOptions one = Requests.with(new QuorumSize.Exactly(1));
    BlobFailure failure = row.failedPut(row.a(), "text", Requests.strict(one));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isFalse();
    assertThat(row.stored(row.a()).isEmpty()).isTrue();
  }

  @Test
  void a_sloppy_one_replaces_what_it_can_find_and_says_so() {
    row.put(row.a(), "before");
    row.world().run(1_000);
    row.b().crash();
    row.c().crash();
    WriteReceipt receipt = row.put(row.a(), "text", Requests.with(new QuorumSize.Exactly(1)));
    assertThat(receipt.degraded()).isTrue();
    assertThat(receipt.standIns()).isZero();
    assertThat(row.stored(row.a()).siblings().list()).hasSize(1);
  }

  @Test
  void a_write_with_a_context_replaces_what_that_saw_and_no_more() {
    String seen = row.put(row.a(), "seen").contextToken();
    row.put(row.b(), "unseen", Requests.with(seen));
    row.put(row.c(), "beside", Requests.with(seen));
    assertThat(row.get(row.a()).siblings()).isEqualTo(2);
  }

  private PutRequest longUpload(String text) {
    Buffer bytes = Buffer.buffer(Requests.large(text));
    return new PutRequest(
        row.key(), new TreeMap<>(), Requests.PLAIN, new WorldBody(bytes, 60_000, false, false));
  }
}
