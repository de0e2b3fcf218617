package io.henge.chaos.history;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a history as it comes, and keeps it. Safe for many threads. */
public final class Recorder implements AutoCloseable {
  private final History.Header header;
  private final long beganNanos = System.nanoTime();
  private final AtomicLong numbers = new AtomicLong();
  private final Writer out;
  private final List<Operation> operations = new ArrayList<>();
  private final List<FaultEvent> faults = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();

  /** Into a file, which it makes. */
  public Recorder(Path file, History.Header header) throws IOException {
    this.header = header;
    this.out = Files.newBufferedWriter(file);
    write(HistoryLines.toJson(header));
  }

  /** Microseconds since the beginning. */
  public long nowMicros() {
    return (System.nanoTime() - beganNanos) / 1000;
  }

  /** The number of the next operation. */
  public long nextNumber() {
    return numbers.getAndIncrement();
  }

  /** An operation has ended. */
  public synchronized void record(Operation operation) {
    operations.add(operation);
    write(HistoryLines.toJson(operation));
  }

  /** A fault begins or ends. */
  public synchronized void record(FaultEvent event) {
    faults.add(event);
    write(HistoryLines.toJson(event));
  }

  /** A node was looked at. */
  public synchronized void record(Sample sample) {
    samples.add(sample);
    write(HistoryLines.toJson(sample));
  }

  private void write(JsonObject line) {
    try {
      out.write(line.encode());
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that was recorded so far. */
  public synchronized History history() {
    List<Operation> inOrder = new ArrayList<>(operations);
    inOrder.sort(Comparator.comparingLong(Operation::number));
    return new History(header, inOrder, faults, samples);
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
