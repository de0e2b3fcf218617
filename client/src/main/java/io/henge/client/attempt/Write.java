package io.henge.client.attempt;

import io.henge.client.Applied;
import io.henge.client.BlobSource;
import io.henge.client.DamagedBodyException;
import io.henge.client.RejectedException;
import io.henge.client.UnavailableException;
import io.henge.client.UnknownOutcomeException;
import io.henge.client.WriteOptions;
import io.henge.client.body.ByteArraySource;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.Call;
import io.henge.client.exchange.CallFailure;
import io.henge.client.exchange.Exchange;
import io.henge.client.exchange.Upload;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Writes or deletes a blob. Every attempt has the same request id, so that all of them are one
 * write, which is applied once at the most. Says at the end which of three things is so: it was
 * applied, it never will be, or nobody knows.
 */
public final class Write extends Request<Applied> {
  private static final long SMALL_MAX = 1L << 20;

  private final WriteTarget target;
  private final Optional<BlobSource> source;
  private final ProgressMeter meter;
  private List<Address> order = List.of();
  private int next;
  private int failures;
  private long farthest;
  private Optional<Exchange> current = Optional.empty();
  private Optional<Upload> upload = Optional.empty();

  /** The CRC32C of what was last sent as a whole. */
  private Optional<Integer> sentCrc32c = Optional.empty();

  /** Whether an earlier attempt may have been applied, or may yet be. */
  private boolean maySurface;

  private Write(Around around, WriteTarget target, Optional<BlobSource> source) {
    super(around, new Deadline(around.limits().requestMillis(), target.options().timeout()));
    this.target = target;
    this.source = source;
    meter = new ProgressMeter(target.options().listener(), System::nanoTime);
  }

  /** Stores a blob. */
  public static CompletableFuture<Applied> put(
      Around around, BlobKey key, BlobSource source, WriteOptions options) {
    Optional<byte[]> known =
        source instanceof ByteArraySource inMemory
            ? Optional.of(inMemory.bytes())
            : Optional.empty();
    return new Write(around, WriteTarget.put(key, options, known), Optional.of(source)).begin();
  }

  /** Deletes a blob. */
  public static CompletableFuture<Applied> delete(
      Around around, BlobKey key, WriteOptions options) {
    return new Write(around, WriteTarget.delete(key, options), Optional.empty()).begin();
  }

  @Override
  void start() {
    around().retries().request();
    attempt();
  }

  private void attempt() {
    if (isOver()) {
      return;
    }
    if (next >= order.size()) {
      order = around().ring().routeTo(target.key());
      next = 0;
    }
    Address node = order.get(next++);
    long millis = Math.max(1, Math.min(deadline().leftMillis(), patienceMillis()));
    upload = source.map(from -> new Upload(from, around().blocking(), this::sent));
    Call call = target.call(node, millis, upload);
    Exchange exchange = around().transport().send(call, around().limits().stallMillis());
    current = Optional.of(exchange);
    exchange.answer().onComplete(this::answered, this::failed);
  }

  /** A large body is worth waiting for: to send it again takes longer than a slow disk. */
  private long patienceMillis() {
    Limits limits = around().limits();
    boolean isLarge =
        source.filter(from -> from.length().orElse(Long.MAX_VALUE) > SMALL_MAX).isPresent();
    return isLarge
        ? Math.max(limits.attemptMillis(), limits.stallMillis())
        : limits.attemptMillis();
  }

  /** What was sent before, and is sent once more, is no progress. */
  private void sent(long bytes) {
    if (bytes > farthest) {
      farthest = bytes;
      deadline().progressed();
      meter.moved(bytes, source.orElseThrow().length());
    }
  }

  private void answered(Answer answer) {
    noteSent();
    if (isOver()) {
      answer.drop();
      return;
    }
    around().refresh().heard(answer);
    int status = answer.status();
    if (status == 201 || status == 204) {
      applied(answer);
      return;
    }
    if (status < 400) {
      answer.drop();
      maySurface = true;
      again("no-answer", BlobHeads.malformed("a write is not answered by " + status));
      return;
    }
    orStop(Refusal.of(answer, around().limits().stallMillis()), this::refused);
  }

  private void applied(Answer answer) {
    answer.drop();
    try {
      Applied applied = BlobHeads.applied(answer, target.requestId());
      if (!isWhatWasSent(answer)) {
        stop(
            new DamagedBodyException(
                "what is stored as version "
                    + applied.version().orElse("?")
                    + " has another checksum than what was sent"));
        return;
      }
      if (source.isPresent()) {
        meter.ended(farthest);
      }
      succeed(applied);
    } catch (CallFailure malformed) {
      maySurface = true;
      again("no-answer", malformed);
    }
  }

  private void noteSent() {
    sentCrc32c = upload.flatMap(Upload::crc32c).or(() -> sentCrc32c);
  }

  /** The answer to a retry may tell of what an earlier attempt has sent. */
  private boolean isWhatWasSent(Answer answer) {
    Optional<Integer> stored = BlobHeads.bodyCrc32c(answer);
    return stored.isEmpty() || sentCrc32c.isEmpty() || stored.equals(sentCrc32c);
  }

  /** What an earlier attempt had stored would have been found, unless that is still on its way. */
  private void refused(Refusal refusal) {
    if (Refusal.isTemporary(refusal.status())) {
      maySurface |= refusal.maySurface();
      again(refusal.code(), refusal.rejected());
    } else if (maySurface) {
      stop(unknown(refusal.code(), refusal.rejected()));
    } else if (refusal.status() == 422) {
      stop(new DamagedBodyException(refusal.message()));
    } else {
      stop(refusal.rejected());
    }
  }

  private void failed(Throwable cause) {
    noteSent();
    if (isOver()) {
      return;
    }
    boolean isOurs = cause instanceof CallFailure failure && !failure.isTheNodes();
    boolean hadNoEffect = cause instanceof CallFailure failure && failure.hadNoEffect();
    if (isOurs && !hadNoEffect) {
      // A body that was cut off leaves no trace, and it is cut off before its last bytes.
      stop(
          maySurface
              ? unknown("source", cause)
              : new RejectedException("source", String.valueOf(cause.getMessage()), cause));
      return;
    }
    maySurface |= !hadNoEffect;
    again(hadNoEffect && isOurs ? "client-busy" : "no-answer", cause);
  }

  private void again(String code, Throwable cause) {
    failures++;
    long pause = Backoff.millis(failures);
    boolean canBeSentAgain =
        source.isEmpty()
            || source.get().isRepeatable()
            || upload.filter(Upload::isTouched).isEmpty();
    if (!canBeSentAgain || deadline().leftMillis() <= pause) {
      stop(outcome(code, cause));
    } else if (!around().retries().takeExtra()) {
      around().events().retryRefused(target.method());
      stop(outcome(code, cause));
    } else {
      around().events().retried(target.method(), String.valueOf(cause.getMessage()));
      around().vertx().setTimer(1 + pause, due -> attempt());
    }
  }

  private RuntimeException outcome(String code, Throwable cause) {
    return maySurface
        ? unknown(code, cause)
        : new UnavailableException(code, String.valueOf(cause.getMessage()), cause);
  }

  private UnknownOutcomeException unknown(String code, Throwable cause) {
    return new UnknownOutcomeException(
        code,
        "it may or may not have been applied: " + cause.getMessage(),
        target.requestId(),
        cause);
  }

  /** Whatever has been sent may have been applied. */
  @Override
  RuntimeException over(String code, String message) {
    RuntimeException over = super.over(code, message);
    return current.isPresent() ? unknown(code, over) : over;
  }

  @Override
  void giveUp(Throwable cause) {
    current.ifPresent(Exchange::cancel);
  }
}
