package io.henge.node.storage.simulation;

import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.simulation.Faults.Fault;
import io.henge.node.storage.simulation.Faults.Operation;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.TableOpener;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A disk and a table in memory with one journal, so that what a crash leaves of both can be told
 * for every point of it. Thread-safe.
 */
public final class SimulatedMedium {
  private final Vertx vertx;
  private final LiveState state;
  private final SimulatedDisk disk;
  private final Map<Path, TableRows> checkpoints = new HashMap<>();
  private volatile Faults faults = Faults.NONE;

  private SimulatedMedium(Vertx vertx, LiveState state) {
    this.vertx = vertx;
    this.state = state;
    this.disk = new SimulatedDisk(vertx, this, state);
  }

  /** A medium that holds that, as after a power cut. */
  public static SimulatedMedium of(Vertx vertx, Image image) {
    return new SimulatedMedium(vertx, new LiveState(image));
  }

  /**
   * This medium as it was at a point of its journal, as if the process had been killed there:
   * everything is there, and what was not durable is not durable still.
   */
  public SimulatedMedium killedAt(int position) {
    LiveState killed = new LiveState(state.start());
    journal().subList(0, position).forEach(killed::record);
    killed.record(new Event.Restarted());
    return new SimulatedMedium(vertx, killed);
  }

  /** What it held durably before the first event of its journal. */
  public Image start() {
    return state.start();
  }

  /** What happened so far. */
  public List<Event> journal() {
    synchronized (state) {
      return List.copyOf(state.journal());
    }
  }

  /** Its files. */
  public Disk disk() {
    return disk;
  }

  /** Its table. */
  public TableOpener tables() {
    return failed -> new SimulatedTable(this, state);
  }

  /** The next opening of the table finds that synced writes are lost. */
  public void loseWrites() {
    synchronized (state) {
      state.record(new Event.LostWrites());
    }
  }

  /** A table that was copied to that directory. */
  public TableOpener checkpoint(Path directory) {
    synchronized (state) {
      Image base = Image.of(List.of(directory));
      TableRows rows = checkpoints.get(directory).copy();
      return of(vertx, new Image(base.names(), base.contents(), rows)).tables();
    }
  }

  void keepCheckpoint(Path directory, TableRows rows) {
    checkpoints.put(directory, rows);
  }

  /** What fails from now on. */
  public void setFaults(Faults faults) {
    this.faults = faults;
  }

  Optional<Fault> faultAt(Operation operation, String what) {
    return faults.at(operation, what);
  }

  /** Notes that somebody learnt something; results in the length of the journal after it. */
  public int mark(String what) {
    synchronized (state) {
      state.record(new Event.Marked(what));
      return state.journal().size();
    }
  }

  /** All files below a directory, however deep. */
  public List<Path> files(Path directory) {
    synchronized (state) {
      return state.names().entrySet().stream()
          .filter(name -> !name.getValue().isDirectory() && name.getKey().startsWith(directory))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Changes bits of a file, on the disk and in memory. */
  public void flip(Path file, int position, int mask) {
    synchronized (state) {
      state.record(new Event.Flipped(state.names().get(file).inode(), position, mask));
    }
  }

  /** Changes bits of a row's value. */
  public void flip(Family family, byte[] key, int position, int mask) {
    synchronized (state) {
      state.rows().flip(family, key, position, mask);
    }
  }
}
