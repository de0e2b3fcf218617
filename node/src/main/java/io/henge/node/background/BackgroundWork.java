package io.henge.node.background;

import io.henge.node.port.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one {@link Worker}, step by step, on the event loop on which it was started. Failing steps
 * are followed by growing pauses. Under a {@link Governor} the pauses are long enough that the
 * worker works no more than the share of its time that it is given.
 */
public final class BackgroundWork {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  /** A single long step, such as the fetch of a large body, must not end the work for minutes. */
  static final long GOVERNED_PAUSE_MILLIS_MAX = 5_000;

  private static final double NANOS_PER_MILLI = 1e6;

  private final Worker worker;
  private final Clock clock;
  private final DoubleSupplier share;
  private final Promise<Void> stopped = Promise.promise();
  private Optional<Clock.Timer> waiting = Optional.empty();
  private long failurePauseMillis = FIRST_PAUSE_MILLIS;
  private boolean isStepping;
  private boolean isStopping;
  private boolean isAwake;
  private long stepBeganNanos;

  /** Work that costs next to nothing, or that requests wait for. */
  public BackgroundWork(Worker worker, Clock clock) {
    this(worker, clock, () -> 1);
  }

  /** Work that yields to requests. */
  public BackgroundWork(Worker worker, Clock clock, Governor governor) {
    this(worker, clock, governor::share);
  }

  private BackgroundWork(Worker worker, Clock clock, DoubleSupplier share) {
    this.worker = worker;
    this.clock = clock;
    this.share = share;
  }

  /** Begins, with the first step after that pause. */
  public void start(long pauseMillis) {
    pause(pauseMillis);
  }

  /** Ends a pause, if there is one: there is something to do. */
  public void wake() {
    isAwake = isStepping;
    if (waiting.isPresent() && !isStopping) {
      cancelPause();
      pause(0);
    }
  }

  /** Begins no more steps; completes when the running one has ended. */
  public Future<Void> stop() {
    isStopping = true;
    cancelPause();
    if (!isStepping) {
      stopped.tryComplete();
    }
    return stopped.future();
  }

  private void cancelPause() {
    waiting.ifPresent(Clock.Timer::cancel);
    waiting = Optional.empty();
  }

  private void pause(long millis) {
    waiting = Optional.of(clock.after(Math.max(1, millis), this::step));
  }

  private void step() {
    waiting = Optional.empty();
    isStepping = true;
    isAwake = false;
    stepBeganNanos = clock.monotonicNanos();
    Future.<Void>succeededFuture()
        .compose(now -> worker.step())
        .onComplete(this::proceed, this::failed);
  }

  private void proceed(Progress progress) {
    failurePauseMillis = FIRST_PAUSE_MILLIS;
    boolean isOver = progress.state() == Progress.State.DONE;
    next(isOver, isAwake ? 0 : progress.pauseMillis());
  }

  private void failed(Throwable cause) {
    if (!isStopping) {
      LOG.warn("{}: {}", worker.name(), cause.toString());
    }
    long pauseMillis = failurePauseMillis;
    failurePauseMillis = Math.min(failurePauseMillis * 2, LONGEST_PAUSE_MILLIS);
    next(false, pauseMillis);
  }

  private void next(boolean isOver, long pauseMillis) {
    isStepping = false;
    if (isOver || isStopping) {
      isStopping = true;
      stopped.tryComplete();
    } else {
      pause(Math.max(pauseMillis, governedPauseMillis()));
    }
  }

  /** A step that took t at a share of 1/n is followed by n-1 times t, bounded. */
  private long governedPauseMillis() {
    double tookMillis = (clock.monotonicNanos() - stepBeganNanos) / NANOS_PER_MILLI;
    double pauseMillis = tookMillis * (1 / share.getAsDouble() - 1);
    return (long) Math.ceil(Math.min(pauseMillis, GOVERNED_PAUSE_MILLIS_MAX));
  }
}
