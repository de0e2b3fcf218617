package io.henge.chaos.run;

import io.henge.chaos.fault.Effect;
import io.henge.chaos.fault.Revealed;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.FaultEvent.Phase;
import io.henge.chaos.history.Recorder;
import io.henge.chaos.machine.AtExit;
import io.henge.chaos.schedule.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Begins and ends faults at their times, each in a thread of its own. */
final class Timeline {
  private final Beginning faults;
  private final Recorder recorder;
  private final long zeroNanos = System.nanoTime();
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> impossible = new CopyOnWriteArrayList<>();
  private final List<String> notBegun = new CopyOnWriteArrayList<>();
  private final Runnable abandon = this::abandon;
  private volatile boolean isAbandoned;

  /** How a fault is begun: see {@link io.henge.chaos.fault.Faults#begin}. */
  @FunctionalInterface
  interface Beginning {
    Optional<Effect> begin(Step step) throws Exception;
  }

  /** Sends all off; times count from now. */
  Timeline(List<Step> steps, Beginning faults, Recorder recorder) {
    this.faults = faults;
    this.recorder = recorder;
    for (int id = 0; id < steps.size(); id++) {
      Step step = steps.get(id);
      int number = id;
      threads.add(new Thread(() -> run(number, step), "fault-" + step.kind()));
    }
    AtExit.ofProcess().add(AtExit.Stage.FAULTS, abandon);
    threads.forEach(Thread::start);
  }

  /** Nothing begins any more, nor ends: what is hurt goes as it is. */
  private void abandon() {
    isAbandoned = true;
    threads.forEach(LockSupport::unpark);
  }

  private void run(int id, Step step) {
    awaitMillis(step.atMillis());
    Optional<Effect> effect = isAbandoned ? Optional.empty() : begun(id, step);
    if (effect.isEmpty()) {
      return;
    }
    String begun = effect.get().told();
    awaitMillis(step.endMillis());
    if (!isAbandoned) {
      end(id, step, effect.get(), begun);
    }
  }

  private void end(int id, Step step, Effect effect, String begun) {
    try {
      effect.end();
      String ended = effect.told();
      if (begun.isEmpty() && ended.isEmpty()) {
        notBegun.add(step.kind().words() + ": it met nothing that it could hurt");
      }
      record(id, step, Phase.ENDED, ended.equals(begun) ? "" : ended);
    } catch (Exception | AssertionError e) {
      failures.add(step + " cannot be ended: " + e);
      record(id, step, Phase.ENDED, e.toString());
    }
  }

  /** A fault is in force from before it is begun: that takes its time. */
  private Optional<Effect> begun(int id, Step step) {
    long atMicros = recorder.nowMicros();
    try {
      Optional<Effect> effect = faults.begin(step);
      if (effect.isPresent()) {
        record(atMicros, id, step, Phase.BEGUN, effect.get().told());
      } else {
        impossible.add(step.kind().words());
        record(id, step, Phase.SKIPPED, "it cannot be had here");
      }
      return effect;
    } catch (Revealed e) {
      failures.add(step + ": " + e.getMessage());
      record(atMicros, id, step, Phase.BEGUN, e.getMessage());
      record(id, step, Phase.ENDED, "");
    } catch (Exception | AssertionError e) {
      // That may only be so for what other faults have done already.
      notBegun.add(step.kind().words() + ": " + e);
      record(id, step, Phase.SKIPPED, e.toString());
    }
    return Optional.empty();
  }

  private void record(int id, Step step, Phase phase, String note) {
    record(recorder.nowMicros(), id, step, phase, note);
  }

  private void record(long atMicros, int id, Step step, Phase phase, String note) {
    recorder.record(new FaultEvent(atMicros, id, step.kind().name(), phase, step.nodes(), note));
  }

  private void awaitMillis(long millis) {
    long at = zeroNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = at - System.nanoTime();
    while (left > 0 && !isAbandoned) {
      LockSupport.parkNanos(left);
      left = at - System.nanoTime();
    }
  }

  /** Waits until so much time has passed, and all faults are over. */
  void finish(long lastsMillis) throws InterruptedException {
    awaitMillis(lastsMillis);
    for (Thread thread : threads) {
      thread.join();
    }
    AtExit.ofProcess().remove(AtExit.Stage.FAULTS, abandon);
  }

  /** What must not be: what could not be undone, and what faults alone brought to light. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Those that could be had and yet could not be begun, and why. */
  List<String> notBegun() {
    return List.copyOf(notBegun);
  }

  /** Those that could not be had. */
  List<String> impossible() {
    return List.copyOf(impossible);
  }
}
