package io.henge.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.port.RacingFiles;
import io.henge.node.port.SmallFiles;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovalNumbersTest {
  /** A write that is under way until {@link #finish}. */
  private record Write(Buffer content, Promise<Void> done) {}

  private final Deque<Write> writes = new ArrayDeque<>();
  private Optional<Buffer> stored = Optional.empty();

  private final SmallFiles files =
      new SmallFiles() {
        @Override
        public Future<Optional<Buffer>> read(String name) {
          return Future.succeededFuture(stored);
        }

        @Override
        public Future<Void> write(String name, Buffer content) {
          Write write = new Write(content, Promise.promise());
          writes.add(write);
          return write.done.future();
        }
      };

  private void finish() {
    Write write = writes.remove();
    stored = Optional.of(write.content);
    write.done.complete();
  }

  private RemovalNumbers open() {
    return RemovalNumbers.open(files).result();
  }

  @Test
  void a_number_is_in_force_at_once_and_durable_when_it_is_written() {
    RemovalNumbers numbers = open();
    Future<Void> raised = numbers.raise(3, 7);
    assertThat(numbers.number(3)).isEqualTo(7);
    assertThat(raised.isComplete()).isFalse();
    finish();
    assertThat(raised.succeeded()).isTrue();
    assertThat(open().number(3)).isEqualTo(7);
    assertThat(open().number(4)).isZero();
  }

  @Test
  void data_is_stamped_with_a_number_that_is_durable() {
    RemovalNumbers numbers = open();
    numbers.raise(3, 7);
    assertThat(numbers.stamp(3)).isZero();
    numbers.raise(3, 8);
    finish();
    assertThat(numbers.stamp(3)).isEqualTo(7);
    finish();
    assertThat(numbers.stamp(3)).isEqualTo(8);
    assertThat(open().stamp(3)).isEqualTo(8);
  }

  @Test
  void a_number_that_is_durable_already_is_not_written_again() {
    RemovalNumbers numbers = open();
    numbers.raise(3, 7);
    finish();
    assertThat(numbers.raise(3, 7).succeeded()).isTrue();
    assertThat(writes).isEmpty();
  }

  @Test
  void what_was_removed_last_is_kept_with_the_number() {
    RemovalNumbers numbers = open();
    numbers.raise(3, 7, new Timestamp(1_000, 4));
    assertThat(numbers.removed(3)).isEqualTo(new Timestamp(1_000, 4));
    finish();
    RemovalNumbers again = open();
    assertThat(again.number(3)).isEqualTo(7);
    assertThat(again.removed(3)).isEqualTo(new Timestamp(1_000, 4));
    again.raise(3, 9, new Timestamp(900, 0));
    finish();
    assertThat(open().removed(3)).isEqualTo(new Timestamp(1_000, 4));
    assertThat(open().removed(4)).isEqualTo(Timestamp.ZERO);
  }

  @Test
  void the_floor_rises_with_what_this_node_confirms_and_not_with_the_numbers_of_others() {
    RemovalNumbers numbers = open();
    numbers.confirm(3, 7, Timestamp.ZERO);
    finish();
    numbers.raise(3, 20);
    finish();
    assertThat(numbers.floor(3)).isEqualTo(8);
    assertThat(open().floor(3)).isEqualTo(8);
    assertThat(open().number(3)).isEqualTo(20);
    numbers.confirm(3, 20, Timestamp.ZERO);
    assertThat(numbers.floor(3)).isEqualTo(21);
    assertThat(numbers.number(3)).isEqualTo(21);
  }

  @Test
  void in_a_file_of_the_second_format_every_number_passes_for_a_floor() {
    stored = Optional.of(Buffer.buffer(new byte[] {2, 1, 3, 7, 5, 1}));
    assertThat(open().floor(3)).isEqualTo(7);
    assertThat(open().number(3)).isEqualTo(7);
    assertThat(open().removed(3)).isEqualTo(new Timestamp(5, 1));
  }

  @Test
  void a_file_of_the_first_format_is_read() {
    stored = Optional.of(Buffer.buffer(new byte[] {1, 1, 3, 7}));
    assertThat(open().number(3)).isEqualTo(7);
    assertThat(open().floor(3)).isEqualTo(7);
    assertThat(open().removed(3)).isEqualTo(Timestamp.ZERO);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoever_raised_a_number_stamps_data_with_it(int listeners) throws Exception {
    Vertx vertx = Vertx.vertx();
    Promise<Long> stamp = Promise.promise();
    vertx.runOnContext(
        now -> {
          RemovalNumbers numbers = RemovalNumbers.open(new RacingFiles(listeners)).result();
          numbers.raise(3, 7).map(durable -> numbers.stamp(3)).onComplete(stamp);
        });
    assertThat(stamp.future().eventually(vertx::close).toCompletionStage().toCompletableFuture())
        .succeedsWithin(Duration.ofMinutes(1))
        .isEqualTo(7L);
  }

  @Test
  void a_number_never_falls() {
    RemovalNumbers numbers = open();
    numbers.raise(3, 7);
    numbers.raise(3, 5);
    finish();
    finish();
    assertThat(numbers.number(3)).isEqualTo(7);
    assertThat(open().number(3)).isEqualTo(7);
  }

  @Test
  void all_that_come_during_a_write_share_the_next() {
    RemovalNumbers numbers = open();
    Future<Void> first = numbers.raise(1, 1);
    Future<Void> second = numbers.raise(2, 2);
    Future<Void> third = numbers.raise(3, 3);
    assertThat(writes).hasSize(1);
    finish();
    assertThat(first.succeeded()).isTrue();
    assertThat(second.isComplete()).isFalse();
    assertThat(writes).hasSize(1);
    finish();
    assertThat(second.succeeded() && third.succeeded()).isTrue();
    assertThat(writes).isEmpty();
    RemovalNumbers again = open();
    assertThat(again.number(1) + again.number(2) + again.number(3)).isEqualTo(6);
  }

  @Test
  void a_write_that_fails_is_told_and_the_next_one_carries_all() {
    RemovalNumbers numbers = open();
    Future<Void> first = numbers.raise(1, 1);
    writes.remove().done.fail(new IllegalStateException("the disk failed"));
    assertThat(first.failed()).isTrue();
    Future<Void> second = numbers.raise(2, 2);
    finish();
    assertThat(second.succeeded()).isTrue();
    assertThat(open().number(1)).isEqualTo(1);
  }
}
