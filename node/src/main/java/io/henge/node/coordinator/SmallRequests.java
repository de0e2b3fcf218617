package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Clock;
import io.henge.ring.version.Content;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Measures what small requests take, by which work in the background is slowed. Large ones take as
 * long as their bytes need, and say nothing. A request that ran out of time is counted with that
 * time; other failures have other reasons than a busy machine.
 */
final class SmallRequests {
  /** Requests for more are not measured. */
  static final long BYTES_MAX = 64 << 10;

  private final Clock clock;
  private final CoordinatorEvents events;

  SmallRequests(Clock clock, CoordinatorEvents events) {
    this.clock = clock;
    this.events = events;
  }

  /** Begins a read now, and measures it until its answer is ready. */
  Future<GetAnswer> read(Supplier<Future<GetAnswer>> read) {
    return measured(read, answer -> isSmall(answer.version().content()), events::smallRead);
  }

  /** Begins to write that content now, and measures it until the receipt if it is small. */
  Future<WriteReceipt> write(Optional<Content> content, Supplier<Future<WriteReceipt>> write) {
    return isSmall(content) ? measured(write, receipt -> true, events::smallWritten) : write.get();
  }

  private <T> Future<T> measured(Supplier<Future<T>> step, Predicate<T> counts, LongConsumer took) {
    long beganNanos = clock.monotonicNanos();
    return step.get()
        .andThen(
            (value, cause) -> {
              if (cause == null ? counts.test(value) : isTimeout(cause)) {
                took.accept(clock.monotonicNanos() - beganNanos);
              }
            });
  }

  private static boolean isSmall(Optional<Content> content) {
    return content.map(bytes -> bytes.sizeBytes() <= BYTES_MAX).orElse(true);
  }

  private static boolean isTimeout(Throwable cause) {
    return cause instanceof BlobFailure failure && failure.code() == ErrorCode.TIMEOUT;
  }
}
