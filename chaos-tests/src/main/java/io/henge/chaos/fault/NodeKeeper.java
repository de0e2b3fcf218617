package io.henge.chaos.fault;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.history.Sample.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Keeps one node running, unless a fault holds it down or frozen: of several that do, it waits for
 * the last to let go. Safe for many threads.
 */
public final class NodeKeeper {
  private final int number;
  private final NodeProcess process;
  private List<String> program;
  private final Set<Object> holdDown = new HashSet<>();
  private final Set<Object> freeze = new HashSet<>();
  private boolean isFrozen;

  /** It was told to end and may still be there. */
  private boolean isEnding;

  /** It was told to end, or was seen to have ended by itself. */
  private boolean isEndKnown;

  /** Its exit codes, when it ended by itself. */
  private final List<Integer> ownEnds = new ArrayList<>();

  private Optional<NodeProcess> second = Optional.empty();

  /**
   * For a node that runs.
   *
   * @param number its number, from 1
   * @param program the arguments of java with which it is started again
   */
  public NodeKeeper(int number, NodeProcess process, List<String> program) {
    this.number = number;
    this.process = process;
    this.program = List.copyOf(program);
  }

  public int number() {
    return number;
  }

  public NodeProcess process() {
    return process;
  }

  /** The number of its process, if it has one. */
  public synchronized Optional<Long> pid() {
    return process.isAlive() ? Optional.of(process.pid()) : Optional.empty();
  }

  /** The arguments of java with which it is started. */
  public synchronized List<String> program() {
    return program;
  }

  /** Has it run with other arguments of java from now on; starts it anew if it runs with others. */
  public synchronized void runWith(List<String> other) {
    if (!program.equals(other)) {
      program = List.copyOf(other);
      restart();
    }
  }

  /**
   * Starts another process on its directory. That one is killed when this one is taken down, and
   * when it is to start: if it came while this one was down, the directory is its own.
   */
  public synchronized NodeProcess startSecond() {
    NodeProcess other = process.another();
    second = Optional.of(other);
    other.start(program);
    return other;
  }

  /** Kills it, and keeps it down as long as anybody holds it. */
  public synchronized void holdDown(Object who) {
    holdDown.add(who);
    kill();
  }

  private void kill() {
    noteOwnEnd();
    process.kill();
    endSecond();
    isEndKnown = true;
    isFrozen = false;
  }

  private void endSecond() {
    second.ifPresent(NodeProcess::kill);
    second = Optional.empty();
  }

  /** Nobody may start it anew before it was seen that it had ended by itself. */
  private void noteOwnEnd() {
    if (!process.isAlive() && !isEndKnown) {
      process.exitCode().ifPresent(ownEnds::add);
      isEndKnown = true;
    }
  }

  /**
   * Has it stop in good order, and keeps it down as long as anybody holds it.
   *
   * @return its exit code; empty when it was down already
   */
  public OptionalInt stopAndHoldDown(Object who) {
    synchronized (this) {
      holdDown.add(who);
      noteOwnEnd();
      isEndKnown = true;
      if (!process.isAlive()) {
        return OptionalInt.empty();
      }
      thaw();
      process.terminate();
      isEnding = true;
    }
    try {
      OptionalInt code = OptionalInt.of(process.awaitExit());
      synchronized (this) {
        endSecond();
      }
      return code;
    } catch (AssertionError e) {
      letUp(who);
      throw e;
    }
  }

  /** Starts it, unless others hold it. */
  public synchronized void letUp(Object who) {
    holdDown.remove(who);
    if (holdDown.isEmpty() && isEnding) {
      process.kill();
    }
    noteOwnEnd();
    if (holdDown.isEmpty() && !process.isAlive()) {
      endSecond();
      process.start(program);
      isEndKnown = false;
      isEnding = false;
      isFrozen = false;
      freezeIfHeld();
    }
  }

  /** Kills it and starts it at once, unless it is held down. */
  public synchronized void restart() {
    kill();
    letUp(this);
  }

  /** Freezes it as long as anybody wants it frozen. */
  public synchronized void freeze(Object who) {
    freeze.add(who);
    freezeIfHeld();
  }

  private void freezeIfHeld() {
    if (!freeze.isEmpty() && !isFrozen && process.isAlive()) {
      signal(process::pause);
      isFrozen = true;
    }
  }

  /** Lets it go on, unless others want it frozen. */
  public synchronized void unfreeze(Object who) {
    freeze.remove(who);
    if (freeze.isEmpty()) {
      thaw();
    }
  }

  private void thaw() {
    if (isFrozen && process.isAlive()) {
      signal(process::resume);
    }
    isFrozen = false;
  }

  /** Who is ending may be gone before it arrives. */
  private void signal(Runnable sending) {
    try {
      sending.run();
    } catch (RuntimeException e) {
      if (process.isAlive()) {
        throw e;
      }
    }
  }

  /** The exit codes of processes that ended, since this was asked last, and nobody had them end. */
  public synchronized List<Integer> takeOwnEnds() {
    noteOwnEnd();
    List<Integer> ends = List.copyOf(ownEnds);
    ownEnds.clear();
    return ends;
  }

  /** Lets go of it for all, and starts it if it is down. */
  public synchronized void release() {
    holdDown.clear();
    freeze.clear();
    thaw();
    letUp(this);
  }

  /** What it is, without asking it. */
  public synchronized State state() {
    if (!process.isAlive()) {
      return State.DOWN;
    }
    return isFrozen ? State.PAUSED : State.NOT_READY;
  }

  @Override
  public String toString() {
    return "node " + number;
  }
}
