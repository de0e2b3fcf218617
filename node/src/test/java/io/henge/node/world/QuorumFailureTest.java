package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.wire.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Too few owners: within the request's time, with every owner's reason. */
class QuorumFailureTest {
  private final Row row = Row.of(5);

  @Test
  void with_two_owners_dead_nothing_is_read_or_written_and_everybody_hears_why() {
    row.b().crash();
    row.c().crash();
    long begun = row.world().clock().nowMillis();
    for (BlobFailure failure :
        new BlobFailure[] {
          row.failedGet(row.a()),
          row.failedPut(row.a(), "text", Requests.PLAIN),
          (BlobFailure)
              row.world().failureOf(row.a().coordinator().delete(Requests.delete(row.key())))
        }) {
      assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
      assertThat(failure.maySurface()).isFalse();
      assertThat(failure.replicas()).hasSize(2);
      assertThat(failure.replicas()).allMatch(r -> r.reason() == Reason.UNREACHABLE);
    }
    assertThat(row.world().clock().nowMillis() - begun).isLessThan(3 * 1_000L);
  }

  @Test
  void owners_that_do_not_answer_are_not_waited_for_beyond_the_request_s_time() {
    row.isolate(row.b());
    row.isolate(row.c());
    long begun = row.world().clock().nowMillis();
    BlobFailure failure = row.failedPut(row.a(), "text", within(300));
    assertThat(row.world().clock().nowMillis() - begun).isLessThanOrEqualTo(310);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.replicas()).hasSize(2);
    assertThat(failure.replicas()).allMatch(r -> r.reason() == Reason.TIMEOUT);
  }

  @Test
  void a_write_of_which_only_one_ack_came_in_time_may_surface_and_says_who_kept_silent() {
    row.fate(Fate.LOSE, Row.commits());
    BlobFailure failure = row.failedPut(row.a(), "text", within(300));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isTrue();
    assertThat(failure.replicas()).hasSize(2);
    assertThat(failure.replicas()).allMatch(r -> r.reason() == Reason.TIMEOUT);
  }

  @Test
  void a_write_for_which_too_few_have_room_says_so() {
    row.b().disk().failCommits(1, CommitFault.NO_SPACE);
    row.c().disk().failCommits(1, CommitFault.NO_SPACE);
    BlobFailure failure = row.failedPut(row.a(), "text", Requests.PLAIN);
    assertThat(failure.code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
    assertThat(failure.maySurface()).isTrue();
  }

  @Test
  void a_failed_large_write_leaves_what_its_owners_committed_readable() {
    row.b().disk().failCommits(1, CommitFault.BROKEN_BEFORE);
    row.a().disk().speed(2_000);
    BlobFailure failure =
        row.failedPut(
            row.a(),
            Requests.large("text"),
            new WriteOptions(
                Preconditions.NONE,
                Optional.empty(),
                Optional.empty(),
                new QuorumSize.All(),
                true,
                5_000));
    assertThat(failure.maySurface()).isTrue();
    row.a().disk().speed(3);
    row.world().run(30_000);
    assertThat(row.read(row.a())).isEqualTo(Requests.large("text"));
    assertThat(row.read(row.b())).isEqualTo(Requests.large("text"));
  }

  @Test
  void an_owner_wrongly_suspected_is_used_all_the_same() {
    row.a().suspect(row.b());
    row.a().suspect(row.c());
    assertThat(row.put(row.a(), Requests.large("text")).acks()).isGreaterThanOrEqualTo(2);
    assertThat(row.read(row.a())).isEqualTo(Requests.large("text"));
  }

  private static WriteOptions within(long timeoutMillis) {
    return new WriteOptions(
        Preconditions.NONE,
        Optional.empty(),
        Optional.empty(),
        new QuorumSize.Default(),
        true,
        timeoutMillis);
  }
}
