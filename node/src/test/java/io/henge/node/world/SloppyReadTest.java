package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.GetRequest;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.ReadOptions;
import io.henge.node.coordinator.SiblingsRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rule W4: fewer than R owners may show what they have, and never say that there is nothing. */
class SloppyReadTest {
  private final Row row = Row.of(44);

  @Test
  void fewer_than_r_owners_show_what_they_have_if_the_client_wants_it() {
    row.put(row.a(), "text");
    leaveAlone(row.a());
    GetAnswer answer = row.get(row.a(), Requests.SLOPPY);
    assertThat(answer.degraded()).isTrue();
    assertThat(Requests.text(answer)).isEqualTo("text");
    assertThat(row.world().await(row.a().coordinator().siblings(sloppyList())).degraded()).isTrue();

    BlobFailure strict = row.failedGet(row.a());
    assertThat(strict.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(strict.replicas()).hasSize(2);
  }

  @Test
  void an_answer_of_enough_owners_is_not_degraded() {
    row.put(row.a(), "text");
    row.c().crash();
    assertThat(row.get(row.a(), Requests.SLOPPY).degraded()).isFalse();
    row.b().crash();
    ReadOptions one = new ReadOptions(new QuorumSize.Exactly(1), true, false, 5_000);
    assertThat(row.get(row.a(), one).degraded()).isFalse();
  }

  @Test
  void fewer_than_r_owners_never_say_404() {
    leaveAlone(row.a());
    assertThat(row.failedGet(row.a(), Requests.SLOPPY).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    BlobFailure failure =
        (BlobFailure) row.world().failureOf(row.a().coordinator().siblings(sloppyList()));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void fewer_than_r_owners_never_say_410() {
    row.put(row.a(), "text");
    row.delete(row.a());
    leaveAlone(row.a());
    assertThat(row.failedGet(row.a(), Requests.SLOPPY).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void fewer_than_r_owners_never_say_that_a_version_is_gone() {
    Dot replaced = row.put(row.a(), "old").dot().orElseThrow();
    row.put(row.a(), "new");
    leaveAlone(row.a());
    BlobFailure failure =
        (BlobFailure)
            row.world()
                .failureOf(
                    row.a()
                        .coordinator()
                        .get(
                            new GetRequest(
                                row.key(),
                                Optional.of(replaced),
                                Preconditions.NONE,
                                Optional.empty(),
                                true,
                                Requests.SLOPPY)));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void an_owner_that_lost_its_index_may_show_what_it_got_since() {
    row.put(row.a(), Requests.large("text"));
    row.world().run(1_000);
    row.a().crash();
    row.a().disk().loseIndex();
    row.restart(row.a());
    row.put(row.b(), Requests.large("since"));
    row.world().run(1_000);
    leaveAlone(row.a());
    GetAnswer answer = row.get(row.a(), Requests.SLOPPY);
    assertThat(answer.degraded()).isTrue();
    assertThat(Requests.text(answer)).isEqualTo(Requests.large("since"));
    assertThat(row.failedGet(row.a()).replicas())
        .anyMatch(replica -> replica.reason() == Reason.UNFILLED);
  }

  @Test
  void owners_that_do_not_answer_are_waited_for_no_longer_than_the_request_has_time() {
    row.put(row.a(), "text");
    row.isolate(row.b());
    row.isolate(row.c());
    long begun = row.world().clock().nowMillis();
    ReadOptions quick = new ReadOptions(new QuorumSize.Default(), true, false, 300);
    assertThat(row.get(row.a(), quick).degraded()).isTrue();
    assertThat(row.world().clock().nowMillis() - begun).isLessThanOrEqualTo(310);
  }

  private void leaveAlone(WorldNode node) {
    row.world().run(100);
    row.all().stream().filter(other -> other != node).forEach(WorldNode::crash);
  }

  private SiblingsRequest sloppyList() {
    return new SiblingsRequest(row.key(), Requests.SLOPPY);
  }
}
