package io.henge.node.storage.simulation;

import io.henge.node.storage.simulation.Faults.Fault;
import io.henge.node.storage.simulation.Faults.Operation;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table in memory. A power cut leaves all batches to the last synced one, and of the others as
 * many as {@link Survivors} wants, in their order. Opening makes what is found durable, as RocksDB
 * does by flushing what it reads from its log.
 */
final class SimulatedTable implements Table {
  private final SimulatedMedium medium;
  private final LiveState state;
  private final boolean lostWrites;
  private boolean broken;
  private boolean closed;

  SimulatedTable(SimulatedMedium medium, LiveState state) {
    this.medium = medium;
    this.state = state;
    synchronized (state) {
      state.record(new Event.TableOpened());
      this.lostWrites = state.lostWrites();
    }
  }

  private void requireOpen() {
    synchronized (state) {
      if (closed) {
        throw new IllegalStateException("the table is closed");
      }
    }
  }

  private void attempt(Operation operation, String what) throws TableException {
    requireOpen();
    Optional<Fault> fault = medium.faultAt(operation, what);
    if (fault.isPresent()) {
      throw failure(fault.get());
    }
  }

  private static TableException failure(Fault fault) {
    TableException.Kind kind = TableException.Kind.FAILED;
    if (fault.message().equals(Fault.NO_SPACE)) {
      kind = TableException.Kind.NO_SPACE;
    } else if (fault.isNoDescriptor()) {
      kind = TableException.Kind.NO_DESCRIPTOR;
    }
    return new TableException(kind, fault.message(), null);
  }

  @Override
  public boolean lostWrites() {
    return lostWrites;
  }

  @Override
  public void lossIsNoted() throws TableException {
    attempt(Operation.TABLE_WRITE, "the end of a loss");
    synchronized (state) {
      state.record(new Event.LossNoted());
    }
  }

  @Override
  public Optional<byte[]> get(Family family, byte[] key) throws TableException {
    attempt(Operation.TABLE_GET, family.text());
    synchronized (state) {
      return Optional.ofNullable(state.rows().of(family).get(key)).map(byte[]::clone);
    }
  }

  @Override
  public void write(TableBatch batch, Durability durability) throws TableException {
    TableBatch own = new TableBatch();
    own.addAll(batch);
    requireOpen();
    Optional<Fault> fault = medium.faultAt(Operation.TABLE_WRITE, durability.toString());
    synchronized (state) {
      if (fault.isPresent()) {
        broken = true;
        if (fault.get().hasEffect()) {
          state.record(new Event.TableWriteFailed(own));
        }
        throw failure(fault.get());
      }
      if (broken) {
        throw new TableException(
            TableException.Kind.FAILED, "the table takes no more writes", null);
      }
      state.record(new Event.TableWrote(own));
      if (durability == Durability.SYNCED) {
        state.record(new Event.TableSynced());
      }
    }
  }

  @Override
  public void scan(Family family, byte[] from, Visitor visitor) throws IOException {
    attempt(Operation.TABLE_SCAN, family.text());
    List<Map.Entry<byte[], byte[]>> rows;
    synchronized (state) {
      rows = List.copyOf(state.rows().copy().of(family).tailMap(from, true).entrySet());
    }
    for (Map.Entry<byte[], byte[]> row : rows) {
      if (!visitor.row(row.getKey().clone(), row.getValue().clone())) {
        return;
      }
    }
  }

  @Override
  public void verify() throws TableException {
    attempt(Operation.TABLE_SCAN, Arrays.toString(Family.values()));
  }

  @Override
  public List<Part> parts() throws TableException {
    attempt(Operation.TABLE_SCAN, "parts");
    return Arrays.stream(Family.values()).map(family -> new Part(family.text(), 1)).toList();
  }

  @Override
  public void verify(Part part) throws TableException {
    attempt(Operation.TABLE_SCAN, part.name());
  }

  @Override
  public void checkpoint(Path directory) throws TableException {
    attempt(Operation.TABLE_SCAN, directory.toString());
    synchronized (state) {
      if (state.names().containsKey(directory)) {
        throw new TableException(TableException.Kind.FAILED, directory + " is there already", null);
      }
      state.record(new Event.MadeDirectory(directory, state.newNode(true)));
      medium.keepCheckpoint(directory, state.rows().copy());
    }
  }

  @Override
  public void close() {
    synchronized (state) {
      closed = true;
    }
  }
}
