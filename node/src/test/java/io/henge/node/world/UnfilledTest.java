package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.wire.ErrorCode;
import org.junit.jupiter.api.Test;

/** Rule W5: who lost its index says what it has, and nothing about what it has not. */
class UnfilledTest {
  private final Row row = Row.of(51);

  @Test
  void an_owner_that_lost_its_index_does_not_vote_for_absence() {
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "at a and b");
    loseIndex(row.b());
    row.a().crash();

    BlobFailure failure = row.failedGet(row.c());
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.replicas()).anyMatch(replica -> replica.reason() == Reason.UNFILLED);
    assertThat(row.failedGet(row.b()).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);

    row.restart(row.a());
    assertThat(row.read(row.b())).isEqualTo("at a and b");
    assertThat(row.read(row.c())).isEqualTo("at a and b");
  }

  @Test
  void an_owner_that_lost_its_index_still_gives_the_versions_that_it_got_since() {
    loseIndex(row.b());
    row.fate(Fate.LOSE, Row.from(row.b()).and(Row.commits().or(Row.offers())));
    row.put(row.b(), "since", Requests.with(new QuorumSize.Exactly(1)));
    assertThat(row.stored(row.a()).isEmpty()).isTrue();
    assertThat(row.read(row.b())).isEqualTo("since");
  }

  @Test
  void an_owner_that_lost_its_index_does_not_say_what_a_blind_write_replaces() {
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "at a and b");
    loseIndex(row.b());
    row.a().crash();
    BlobFailure failure = row.failedPut(row.c(), "beside it", Requests.strict(Requests.PLAIN));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isFalse();
    assertThat(row.put(row.c(), "beside it").degraded()).isTrue();
  }

  @Test
  void what_is_written_to_an_owner_that_lost_its_index_counts_as_durable() {
    loseIndex(row.b());
    // A context says the past, so that no second filled owner is needed for it.
    WriteOptions withPast = Requests.with(row.put(row.a(), "before").contextToken());
    row.isolate(row.c());
    assertThat(row.put(row.a(), "text", withPast).acks()).isEqualTo(2);
  }

  private void loseIndex(WorldNode node) {
    node.crash();
    node.disk().loseIndex();
    row.restart(node);
  }
}
