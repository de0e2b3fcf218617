package io.henge.node.replica;

import io.henge.node.port.SmallFiles;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The removal numbers of a node, in a small file of their own, so that losing the index loses none
 * of them: an index that was lost or fell behind must not bring back what was removed.
 *
 * <p>Shared by the event loops of a node; synchronized, and none of its methods waits. The file is
 * written as a whole, once for all that was raised while the write before it was under way. A
 * future may complete on the loop of another caller.
 */
public final class RemovalNumbers implements Removals {
  /** The name of the file. */
  public static final String FILE = "removals";

  private static final int FORMAT_WITHOUT_TIMESTAMPS = 1;

  /** In this and the one before, every number passed for a floor. */
  private static final int FORMAT_WITHOUT_FLOORS = 2;

  private static final int FORMAT = 3;
  private static final int PARTITIONS_MAX = 65_536;

  private final SmallFiles files;
  private final Map<Integer, Entry> numbers;
  private Map<Integer, Entry> durable;
  private boolean isWriting;
  private boolean isAwaited;

  /** Of those who wait for the write after the one that is under way. */
  private Promise<Void> next = Promise.promise();

  /**
   * Of one partition.
   *
   * @param floor at most the number
   * @param removed the latest last-write-wins timestamp of what was removed
   */
  private record Entry(long number, long floor, Timestamp removed) {
    static final Entry NONE = new Entry(0, 0, Timestamp.ZERO);

    Entry max(Entry other) {
      return new Entry(
          Math.max(number, other.number),
          Math.max(floor, other.floor),
          Timestamp.max(removed, other.removed));
    }
  }

  private RemovalNumbers(SmallFiles files, Map<Integer, Entry> numbers) {
    this.files = files;
    this.numbers = new TreeMap<>(numbers);
    this.durable = Map.copyOf(numbers);
  }

  /** Reads what is stored; all are 0 where nothing is. Fails when it cannot be read. */
  public static Future<RemovalNumbers> open(SmallFiles files) {
    return files
        .read(FILE)
        .map(stored -> stored.map(RemovalNumbers::decode).orElse(Map.of()))
        .map(numbers -> new RemovalNumbers(files, numbers));
  }

  @Override
  public synchronized long number(int partition) {
    return numbers.getOrDefault(partition, Entry.NONE).number();
  }

  @Override
  public synchronized long stamp(int partition) {
    return durable.getOrDefault(partition, Entry.NONE).number();
  }

  @Override
  public synchronized long floor(int partition) {
    return numbers.getOrDefault(partition, Entry.NONE).floor();
  }

  @Override
  public synchronized Timestamp removed(int partition) {
    return numbers.getOrDefault(partition, Entry.NONE).removed();
  }

  @Override
  public Future<Void> raise(int partition, long number, Timestamp removed) {
    return raise(partition, new Entry(number, 0, removed));
  }

  @Override
  public Future<Void> confirm(int partition, long number, Timestamp removed) {
    return raise(partition, new Entry(number + 1, number + 1, removed));
  }

  private Future<Void> raise(int partition, Entry wanted) {
    Promise<Void> told;
    synchronized (this) {
      Entry written = durable.getOrDefault(partition, Entry.NONE);
      if (written.max(wanted).equals(written)) {
        return Future.succeededFuture();
      }
      numbers.merge(partition, wanted, Entry::max);
      told = next;
      if (isWriting) {
        isAwaited = true;
        return told.future();
      }
      isWriting = true;
      next = Promise.promise();
    }
    write(told);
    return told.future();
  }

  private void write(Promise<Void> told) {
    Map<Integer, Entry> written = copied();
    files
        .write(FILE, encoded(written))
        .onComplete(
            (done, cause) -> {
              if (cause == null) {
                isDurable(written);
              }
              Optional<Promise<Void>> waiting = takeWaiting();
              waiting.ifPresent(this::write);
              told.complete(null, cause);
            });
  }

  private synchronized Map<Integer, Entry> copied() {
    return new TreeMap<>(numbers);
  }

  private synchronized void isDurable(Map<Integer, Entry> written) {
    durable = written;
  }

  /** Whoever came during a write that has ended; empty, and nobody writes, when nobody did. */
  private synchronized Optional<Promise<Void>> takeWaiting() {
    if (!isAwaited) {
      isWriting = false;
      return Optional.empty();
    }
    isAwaited = false;
    Promise<Void> waiting = next;
    next = Promise.promise();
    return Optional.of(waiting);
  }

  private static Buffer encoded(Map<Integer, Entry> numbers) {
    Encoder out = new Encoder();
    out.u8(FORMAT).varint(numbers.size());
    numbers.forEach(
        (partition, entry) ->
            out.varint(partition)
                .varint(entry.number())
                .varint(entry.floor())
                .varint(entry.removed().millis())
                .varint(entry.removed().logical()));
    return Buffer.buffer(out.toByteArray());
  }

  private static Map<Integer, Entry> decode(Buffer bytes) {
    Decoder in = new Decoder(bytes.getBytes());
    int format = in.u8();
    if (format < FORMAT_WITHOUT_TIMESTAMPS || format > FORMAT) {
      throw new IllegalStateException(
          "the file '" + FILE + "' has format " + format + ", this program knows " + FORMAT);
    }
    Map<Integer, Entry> numbers = new TreeMap<>();
    for (long left = in.varint(PARTITIONS_MAX); left > 0; left--) {
      int partition = (int) in.varint(PARTITIONS_MAX - 1L);
      long number = in.varint();
      long floor = format <= FORMAT_WITHOUT_FLOORS ? number : in.varint(number);
      Timestamp removed =
          format == FORMAT_WITHOUT_TIMESTAMPS
              ? Timestamp.ZERO
              : new Timestamp(in.varint(Timestamp.MILLIS_MAX), (int) in.varint(Integer.MAX_VALUE));
      numbers.put(partition, new Entry(number, floor, removed));
    }
    in.expectEnd();
    return numbers;
  }
}
