package io.henge.node.replica;

import io.henge.node.port.SmallFiles;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
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

  private static final int FORMAT = 1;
  private static final int PARTITIONS_MAX = 65_536;

  private final SmallFiles files;
  private final Map<Integer, Long> numbers;
  private Map<Integer, Long> durable;
  private boolean isWriting;
  private boolean isAwaited;

  /** Of those who wait for the write after the one that is under way. */
  private Promise<Void> next = Promise.promise();

  private RemovalNumbers(SmallFiles files, Map<Integer, Long> numbers) {
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
    return numbers.getOrDefault(partition, 0L);
  }

  @Override
  public synchronized long stamp(int partition) {
    return durable.getOrDefault(partition, 0L);
  }

  @Override
  public Future<Void> raise(int partition, long number) {
    Promise<Void> told;
    synchronized (this) {
      if (stamp(partition) >= number) {
        return Future.succeededFuture();
      }
      numbers.merge(partition, number, Math::max);
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
    Map<Integer, Long> written = copied();
    files
        .write(FILE, encoded(written))
        .onSuccess(done -> isDurable(written))
        .onComplete(
            (done, cause) -> {
              Optional<Promise<Void>> waiting = takeWaiting();
              waiting.ifPresent(this::write);
              told.complete(null, cause);
            });
  }

  private synchronized Map<Integer, Long> copied() {
    return new TreeMap<>(numbers);
  }

  private synchronized void isDurable(Map<Integer, Long> written) {
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

  private static Buffer encoded(Map<Integer, Long> numbers) {
    Encoder out = new Encoder();
    out.u8(FORMAT).varint(numbers.size());
    numbers.forEach((partition, number) -> out.varint(partition).varint(number));
    return Buffer.buffer(out.toByteArray());
  }

  private static Map<Integer, Long> decode(Buffer bytes) {
    Decoder in = new Decoder(bytes.getBytes());
    int format = in.u8();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "the file '" + FILE + "' has format " + format + ", this program knows " + FORMAT);
    }
    Map<Integer, Long> numbers = new TreeMap<>();
    for (long left = in.varint(PARTITIONS_MAX); left > 0; left--) {
      numbers.put((int) in.varint(PARTITIONS_MAX - 1L), in.varint());
    }
    in.expectEnd();
    return numbers;
  }
}
