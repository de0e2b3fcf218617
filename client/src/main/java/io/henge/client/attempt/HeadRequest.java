package io.henge.client.attempt;

import io.henge.client.BlobInfo;
import io.henge.client.ReadOptions;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.CallFailure;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A read whose answer is a head, or a short document.
 *
 * @param <T> what is read from it
 */
public final class HeadRequest<T> extends Request<T> {
  private final ReadTarget target;
  private final Function<Answer, Future<T>> reader;
  private Optional<ReadRace> race = Optional.empty();

  private HeadRequest(Around around, ReadTarget target, Function<Answer, Future<T>> reader) {
    super(around, new Deadline(around.limits().requestMillis(), target.options().timeout()));
    this.target = target;
    this.reader = reader;
  }

  /** What is known of a blob. */
  public static CompletableFuture<BlobInfo> info(Around around, BlobKey key, ReadOptions options) {
    ReadTarget target = new ReadTarget("HEAD", key, options, "");
    return new HeadRequest<>(
            around,
            target,
            answer -> {
              answer.drop();
              return Future.succeededFuture(BlobHeads.info(key.text(), answer));
            })
        .begin();
  }

  /** The list of a blob's versions. */
  public static CompletableFuture<VersionList> versions(
      Around around, BlobKey key, ReadOptions options) {
    ReadTarget target = new ReadTarget("GET", key, options, "siblings");
    return new HeadRequest<>(around, target, answer -> VersionList.of(around, answer)).begin();
  }

  @Override
  void start() {
    ReadRace asked =
        new ReadRace(
            around(),
            deadline(),
            () -> around().ring().routeTo(target.key()),
            (node, millis) -> target.call(node, millis));
    race = Optional.of(asked);
    asked.run().onComplete(this::head, this::stop);
  }

  private void head(Answer answer) {
    int status = answer.status();
    if (isOver()) {
      answer.drop();
    } else if (status == 200 || status == 300) {
      read(answer);
    } else if (status == 404 || status == 410) {
      answer.drop();
      stop(BlobHeads.absent(target.key().text(), answer));
    } else {
      orStop(
          Refusal.of(answer, around().limits().stallMillis()), refusal -> stop(refusal.rejected()));
    }
  }

  private void read(Answer answer) {
    try {
      reader.apply(answer).onComplete(this::succeed, cause -> repeat(answer, cause));
    } catch (CallFailure malformed) {
      answer.drop();
      repeat(answer, malformed);
    }
  }

  @Override
  void giveUp(Throwable cause) {
    race.ifPresent(ReadRace::cancel);
  }
}
