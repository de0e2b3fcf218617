package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.failure.BlobFailure;
import io.henge.node.port.GatedFiles;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StagedWishesTest {
  private static final RingWish JOIN = new RingWish.Join(new Address("10.0.0.9", 7501));
  private static final RingWish LEAVE = new RingWish.Leave(new Seat(2));
  private static final RingWish REMOVE = new RingWish.Remove(new Seat(3));
  private static final RingWish ZONE =
      new RingWish.Reweigh(new Seat(1), OptionalInt.of(4), OptionalInt.empty());

  private static final ChainEntry ENTRY = ChainEntry.founding(List.of(Members.member(0)), 8, 3);

  private final GatedFiles files = new GatedFiles();

  private StagedWishes open() {
    return StagedWishes.open(files).result();
  }

  @Test
  void what_was_staged_survives_a_restart() {
    StagedWishes staged = open();
    assertThat(staged.all()).isEmpty();
    List.of(JOIN, LEAVE, REMOVE, ZONE).forEach(staged::stage);
    assertThat(open().all()).containsExactly(JOIN, LEAVE, REMOVE, ZONE);
  }

  @Test
  void a_second_wish_about_the_same_seat_takes_the_place_of_the_first() {
    StagedWishes staged = open();
    staged.stage(LEAVE);
    staged.stage(JOIN);
    RingWish other = new RingWish.Reweigh(new Seat(2), OptionalInt.empty(), OptionalInt.of(3));
    assertThat(staged.stage(other).result()).containsExactly(JOIN, other);
  }

  @Test
  void one_wish_is_reverted_or_all_are() {
    StagedWishes staged = open();
    List.of(JOIN, LEAVE, REMOVE).forEach(staged::stage);
    assertThat(staged.revert(1).result()).containsExactly(JOIN, REMOVE);
    assertThat(staged.revert(2).cause())
        .isInstanceOfSatisfying(
            BlobFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(staged.revert().result()).isEmpty();
    assertThat(open().all()).isEmpty();
  }

  @Test
  void there_is_a_bound() {
    StagedWishes staged = open();
    for (int seat = 0; seat < StagedWishes.WISHES_MAX; seat++) {
      assertThat(staged.stage(new RingWish.Leave(new Seat(seat))).succeeded()).isTrue();
    }
    assertThat(staged.stage(JOIN).cause())
        .isInstanceOfSatisfying(
            BlobFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    assertThat(staged.stage(REMOVE).succeeded()).isTrue();
    assertThat(open().all()).hasSize(StagedWishes.WISHES_MAX);
  }

  @Test
  void what_was_applied_is_staged_no_more_and_what_came_meanwhile_is() {
    StagedWishes staged = open();
    staged.stage(LEAVE);
    Future<ChainEntry> applied =
        staged.apply(
            wishes -> {
              assertThat(wishes).containsExactly(LEAVE);
              staged.stage(JOIN);
              return Future.succeededFuture(ENTRY);
            });
    assertThat(applied.result()).isEqualTo(ENTRY);
    assertThat(open().all()).containsExactly(JOIN);
  }

  @Test
  void what_could_not_be_applied_stays_staged() {
    StagedWishes staged = open();
    staged.stage(LEAVE);
    assertThat(staged.apply(wishes -> Future.failedFuture("no")).failed()).isTrue();
    assertThat(open().all()).containsExactly(LEAVE);
  }

  @Test
  void a_wish_that_is_not_durable_is_not_staged() {
    StagedWishes staged = open();
    staged.stage(LEAVE);
    files.gate =
        Future.failedFuture(new StorageFailure(StorageFailure.Kind.BROKEN, "the disk is broken"));
    assertThat(staged.stage(JOIN).cause())
        .isInstanceOfSatisfying(
            BlobFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(staged.all()).containsExactly(LEAVE);
    files.gate = Future.succeededFuture();
    assertThat(staged.stage(ZONE).result()).containsExactly(LEAVE, ZONE);
  }

  @Test
  void what_cannot_be_read_is_dropped_and_keeps_no_node_away() {
    for (byte[] bytes : List.of(new byte[] {9, 0}, new byte[] {1, 1, 7}, new byte[] {1, 0, 0})) {
      files.contents.put(StagedWishes.FILE, Buffer.buffer(bytes));
      assertThatThrownBy(() -> RingWishCodec.decode(Buffer.buffer(bytes)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("staged");
      assertThat(open().all()).isEmpty();
    }
    assertThat(open().stage(JOIN).result()).containsExactly(JOIN);
    assertThat(open().all()).containsExactly(JOIN);
  }

  @Test
  void the_bytes_of_the_first_format_are_read() {
    files.contents.put(
        StagedWishes.FILE,
        Buffer.buffer(new byte[] {1, 3, 1, 3, 'a', ':', '1', 2, 5, 4, 6, 1, 9, 0}));
    assertThat(open().all())
        .containsExactly(
            new RingWish.Join(new Address("a", 1)),
            new RingWish.Leave(new Seat(5)),
            new RingWish.Reweigh(new Seat(6), OptionalInt.of(9), OptionalInt.empty()));
  }
}
