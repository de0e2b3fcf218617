package io.henge.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Asks one target, in the thread that calls it. One thread and no client library, because on a
 * machine that also runs the servers every cycle spent here is missing there: a heavy client would
 * make fast servers look alike.
 */
final class LoadGenerator implements AutoCloseable {
  private static final int SCRATCH_BYTES = 256 << 10;

  /** How long after the end of a round its last requests are waited for. */
  private static final long DRAIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

  private static final long LOOK_FOR_OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A selector waits for whole milliseconds; for less, it is asked again and again. */
  private static final long NAP_NANOS = 50_000;

  /** So many failures in a row mean that there is nobody to be measured. */
  private static final int FAILURES_IN_A_ROW_MAX = 1000;

  private final Workload workload;
  private final RandomGenerator random;
  private final Map<Operation, KeySequence> sequences = new EnumMap<>(Operation.class);
  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private Map<Operation, Tally> tallies = new EnumMap<>(Operation.class);
  private long end;
  private long lookedForOverdue = System.nanoTime();
  private int failuresInARow;

  LoadGenerator(Target target, Workload workload, RandomGenerator random, long bodySeed)
      throws IOException {
    this.workload = workload;
    this.random = random;
    RequestBytes requests = new RequestBytes(workload, bodySeed);
    for (Operation operation : Operation.values()) {
      sequences.put(operation, new KeySequence(workload.order(), workload.keys(), random));
    }
    for (int i = 0; i < workload.connections(); i++) {
      var address = target.addresses().get(i % target.addresses().size());
      connections.add(new Connection(address, selector, requests));
    }
    idle.addAll(connections);
  }

  /**
   * Runs one round until all that was due in it is answered, or clearly will not be.
   *
   * @param endNanos when the round ends; what is answered later does not count for its throughput
   * @throws IOException if the target does not serve
   */
  Map<Operation, Tally> run(Arrivals arrivals, long endNanos) throws IOException {
    end = endNanos;
    tallies = new EnumMap<>(Operation.class);
    workload.mix().operations().forEach(operation -> tallies.put(operation, new Tally()));
    selector.selectNow(this::proceed);
    while (true) {
      long now = System.nanoTime();
      while (!idle.isEmpty() && arrivals.isDue(now)) {
        begin(idle.remove(), arrivals.take(now));
        now = System.nanoTime();
      }
      if (arrivals.isOver(now) && idle.size() == connections.size()) {
        return tallies;
      }
      if (now - end > DRAIN_NANOS_MAX) {
        abandon(arrivals, now);
        return tallies;
      }
      await(idle.isEmpty() ? Long.MAX_VALUE : arrivals.untilNext(now));
      failOverdue();
    }
  }

  private void begin(Connection connection, long due) throws IOException {
    Operation operation = workload.mix().choose(random);
    try {
      connection.begin(operation, sequences.get(operation).next(), due, System.nanoTime());
    } catch (IOException e) {
      fail(connection, e);
    }
  }

  private void await(long nanos) throws IOException {
    if (nanos >= TimeUnit.MILLISECONDS.toNanos(2)) {
      long millis = TimeUnit.NANOSECONDS.toMillis(Math.min(nanos, LOOK_FOR_OVERDUE_NANOS));
      selector.select(this::proceed, Math.max(1, millis - 1));
    } else if (selector.selectNow(this::proceed) == 0 && nanos > 0) {
      LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
    }
  }

  private void proceed(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      proceed(connection);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void proceed(Connection connection) throws IOException {
    boolean busy = connection.isBusy();
    try {
      if (connection.proceed(scratch)) {
        succeed(connection);
      }
    } catch (IOException e) {
      if (busy) {
        fail(connection, e);
      } else {
        connection.close();
      }
    }
  }

  private void succeed(Connection connection) throws IOException {
    AnswerParser answer = connection.answer();
    boolean got = connection.operation() == Operation.GET;
    int status = answer.status();
    long now = System.nanoTime();
    long latency = now - connection.dueNanos();
    Tally tally = tallies.get(connection.operation());
    if (got && (status == 404 || status == 410)) {
      tally.absent(latency, now - end < 0);
    } else if (status >= 300) {
      fail(connection, new IOException("status " + status));
      return;
    } else if (got && answer.bodyBytes() != workload.sizeBytes()) {
      fail(connection, new IOException("a body of " + answer.bodyBytes() + " bytes"));
      return;
    } else {
      long bytes = connection.operation() == Operation.DELETE ? 0 : workload.sizeBytes();
      tally.succeeded(latency, bytes, now - end < 0);
    }
    failuresInARow = 0;
    idle.add(connection);
  }

  private void fail(Connection connection, IOException why) throws IOException {
    connection.close();
    tallies.get(connection.operation()).failed(System.nanoTime() - connection.dueNanos());
    idle.add(connection);
    if (++failuresInARow >= FAILURES_IN_A_ROW_MAX) {
      throw new IOException(failuresInARow + " failures in a row; the last: " + why.getMessage());
    }
  }

  private void failOverdue() throws IOException {
    long now = System.nanoTime();
    if (now - lookedForOverdue < LOOK_FOR_OVERDUE_NANOS) {
      return;
    }
    lookedForOverdue = now;
    for (Connection connection : connections) {
      if (connection.isBusy() && now - connection.sentNanos() > workload.timeout().toNanos()) {
        fail(connection, new IOException("no answer within " + workload.timeout()));
      }
    }
  }

  // What was due and not answered counts, with the latency that it has at least.
  private void abandon(Arrivals arrivals, long now) throws IOException {
    for (Connection connection : connections) {
      if (connection.isBusy()) {
        fail(connection, new IOException("the round is over"));
      }
    }
    while (arrivals.isDue(now)) {
      tallies.get(workload.mix().choose(random)).failed(now - arrivals.take(now));
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
