package io.henge.node.storage.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * A table that can be closed and opened again in place, because after a failed write only what is
 * read back from the disk can be believed. Calls wait meanwhile.
 */
public final class ReopenableTable implements Table {
  private final TableOpener opener;
  private final Consumer<TableException> failed;

  /** Held shared by all calls, and alone while the table changes: it lives outside the heap. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private Optional<Table> current;
  private volatile Needs lastNeeds = Needs.NOTHING;

  private ReopenableTable(TableOpener opener, Consumer<TableException> failed)
      throws TableException {
    this.opener = opener;
    this.failed = failed;
    this.current = Optional.of(opener.open(failed));
  }

  /** Opens a table; see {@link TableOpener#open}. */
  public static ReopenableTable open(TableOpener opener, Consumer<TableException> failed)
      throws TableException {
    return new ReopenableTable(opener, failed);
  }

  /**
   * Closes the table and opens it anew. When that fails there is no table, and calls fail, until
   * the next attempt has success.
   */
  public void reopen() throws TableException {
    Lock alone = lock.writeLock();
    alone.lock();
    try {
      current.ifPresent(Table::close);
      current = Optional.empty();
      current = Optional.of(opener.open(failed));
    } finally {
      alone.unlock();
    }
  }

  /** What a call does with the table. */
  private interface Call<T> {
    T on(Table table) throws IOException;
  }

  private <T> T call(Call<T> call) throws TableException {
    try {
      return callAnything(call);
    } catch (TableException e) {
      throw e;
    } catch (IOException impossible) {
      throw new TableException(
          TableException.Kind.FAILED, String.valueOf(impossible.getMessage()), impossible);
    }
  }

  private <T> T callAnything(Call<T> call) throws IOException {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      return call.on(table());
    } finally {
      shared.unlock();
    }
  }

  private Table table() throws TableException {
    if (current.isEmpty()) {
      throw new TableException(
          TableException.Kind.FAILED, "the index is closed and could not be opened again", null);
    }
    return current.get();
  }

  @Override
  public boolean lostWrites() {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      return current.map(Table::lostWrites).orElse(false);
    } finally {
      shared.unlock();
    }
  }

  @Override
  public void lossIsNoted() throws TableException {
    call(
        table -> {
          table.lossIsNoted();
          return true;
        });
  }

  @Override
  public Optional<byte[]> get(Family family, byte[] key) throws TableException {
    return call(table -> table.get(family, key));
  }

  /** Knows nothing while the table changes: that waits for the disk, and this call must not. */
  @Override
  public Optional<Found> glance(Family family, byte[] key) {
    Lock shared = lock.readLock();
    if (!shared.tryLock()) {
      return Optional.empty();
    }
    try {
      return current.flatMap(table -> table.glance(family, key));
    } finally {
      shared.unlock();
    }
  }

  @Override
  public void write(TableBatch batch, Durability durability) throws TableException {
    call(
        table -> {
          table.write(batch, durability);
          return true;
        });
  }

  @Override
  public void scan(Family family, byte[] from, Visitor visitor) throws IOException {
    callAnything(
        table -> {
          table.scan(family, from, visitor);
          return true;
        });
  }

  @Override
  public void verify() throws TableException {
    call(
        table -> {
          table.verify();
          return true;
        });
  }

  @Override
  public List<Part> parts() throws TableException {
    return call(Table::parts);
  }

  @Override
  public void verify(Part part) throws TableException {
    call(
        table -> {
          table.verify(part);
          return true;
        });
  }

  @Override
  public void checkpoint(Path directory) throws TableException {
    call(
        table -> {
          table.checkpoint(directory);
          return true;
        });
  }

  @Override
  public Optional<TableException> backgroundFailure() {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      return current.flatMap(Table::backgroundFailure);
    } finally {
      shared.unlock();
    }
  }

  /** Of the table that there was last, if there is none. */
  @Override
  public Needs needs() throws TableException {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      if (current.isPresent()) {
        lastNeeds = current.get().needs();
      }
      return lastNeeds;
    } finally {
      shared.unlock();
    }
  }

  @Override
  public void allowRewriting(boolean isRoom) throws TableException {
    call(
        table -> {
          table.allowRewriting(isRoom);
          return true;
        });
  }

  @Override
  public void limitRewriting(long bytesPerSecond) throws TableException {
    call(
        table -> {
          table.limitRewriting(bytesPerSecond);
          return true;
        });
  }

  @Override
  public void close() {
    Lock alone = lock.writeLock();
    alone.lock();
    try {
      current.ifPresent(Table::close);
      current = Optional.empty();
    } finally {
      alone.unlock();
    }
  }
}
