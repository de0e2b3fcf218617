package io.henge.node.replica;

import io.henge.node.port.SmallFiles;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The epochs of this node's actors (rule V1), from a node-wide counter that is reserved durably
 * before any of it is used.
 *
 * <p>An epoch below the {@link #floor} must not be continued: its last dots may have been sent out
 * without having been committed here, by a process that then crashed, or because the local commit
 * failed; or the index has lost them since. A clean stop keeps the floor where it is; any other end
 * of the process, and a start with an index that lacks something, raises it above all epochs used
 * so far.
 *
 * <p>Every making of a dot is announced by {@link #beginMint} and ended by {@link #endMint} when
 * the local commit has ended, well or not. So a clean stop can wait for those that are under way,
 * and let no new one begin: what it notes stays true.
 *
 * <p>Shared by the event loops of a node. Its state is a few numbers that must change together, so
 * its methods are synchronized; none of them waits.
 */
public final class Epochs {
  /** The name of the file. */
  public static final String FILE = "epochs";

  private static final int FORMAT = 1;

  /**
   * One process start takes that many at once, and there are 2^56: enough for 16 million crashes.
   */
  private static final long RESERVED_AT_ONCE = 1L << 32;

  private final SmallFiles files;
  private final long reserved;
  private final Promise<Void> allEnded = Promise.promise();
  private long next;
  private long floor;
  private int minting;
  private boolean isStopping;

  private Epochs(SmallFiles files, long first, long floor) {
    this.files = files;
    this.reserved = first + RESERVED_AT_ONCE;
    this.next = first;
    this.floor = floor;
  }

  /** What the index can tell, at a start, of the last dots that this directory's actors made. */
  public enum Marks {
    /** The directory belongs to no cluster yet: no dot was ever made. */
    NONE,
    /** Of each key it has the last dot that was committed here. */
    WHOLE,
    /**
     * The index lacks something it had, and of some keys may show an earlier dot as the last, or
     * none.
     */
    IN_DOUBT;

    /** Those of an index that belongs to a member of a cluster, and may be unfilled. */
    public static Marks of(boolean isMember, boolean isUnfilled) {
      if (!isMember) {
        return NONE;
      }
      return isUnfilled ? IN_DOUBT : WHOLE;
    }
  }

  /**
   * Reserves epochs for this run of the process. Completes when the reservation is durable. Fails
   * when the file is missing in the directory of a member: to begin again at the first epoch would
   * be to give dots a second time.
   */
  public static Future<Epochs> open(SmallFiles files, Marks marks) {
    return files
        .read(FILE)
        .compose(
            stored -> {
              if (stored.isEmpty() && marks != Marks.NONE) {
                return Future.failedFuture(
                    new IllegalStateException(
                        "the file '"
                            + FILE
                            + "' is missing from a data directory that belongs to a cluster"));
              }
              State last = stored.map(State::decode).orElse(new State(1, 1, true));
              boolean areLastDotsKnown = last.stoppedCleanly && marks != Marks.IN_DOUBT;
              long floor = areLastDotsKnown ? last.floor : last.reserved;
              Epochs epochs = new Epochs(files, last.reserved, floor);
              return files
                  .write(FILE, new State(epochs.reserved, floor, false).encode())
                  .map(epochs);
            });
  }

  /**
   * What the last run of the process noted, without beginning another.
   *
   * @param reserved the first epoch that is not reserved
   * @param floor the lowest epoch that may go on
   * @param stoppedCleanly whether that run's end was noted
   */
  public record Stored(long reserved, long floor, boolean stoppedCleanly) {}

  /** Reads what is stored, if anything; fails when it cannot be read. */
  public static Future<Optional<Stored>> stored(SmallFiles files) {
    return files
        .read(FILE)
        .map(
            bytes ->
                bytes
                    .map(State::decode)
                    .map(state -> new Stored(state.reserved, state.floor, state.stoppedCleanly)));
  }

  /** An epoch that no actor of this data directory ever had. */
  public synchronized long take() {
    if (next >= reserved) {
      throw new IllegalStateException("this process used up its reserved epochs");
    }
    return next++;
  }

  /** Whether an actor of that epoch may mint another dot. */
  public synchronized boolean mayContinue(long epoch) {
    return epoch >= floor;
  }

  /** Announces that a dot is about to be made; false when the process is stopping. */
  public synchronized boolean beginMint() {
    if (isStopping) {
      return false;
    }
    minting++;
    return true;
  }

  /**
   * Ends what {@link #beginMint} announced.
   *
   * @param safe whether the dot is committed here, or was never made; otherwise it may be out in
   *     the world without a trace on this disk, and none of the epochs so far may go on
   */
  public void endMint(boolean safe) {
    if (hasEndedLast(safe)) {
      allEnded.tryComplete();
    }
  }

  private synchronized boolean hasEndedLast(boolean safe) {
    if (!safe) {
      floor = Math.max(floor, next);
    }
    minting--;
    return isStopping && minting == 0;
  }

  /** The lowest epoch that may go on. */
  synchronized long floor() {
    return floor;
  }

  /**
   * Lets no more dots be made, waits for the commits of those that were, and notes durably that
   * every one of them is either committed here or abandoned. Without that note the next start takes
   * this one's end for a crash.
   */
  public Future<Void> stopCleanly() {
    if (isIdleAndStopping()) {
      allEnded.tryComplete();
    }
    return allEnded.future().compose(ended -> files.write(FILE, finalState().encode()));
  }

  private synchronized boolean isIdleAndStopping() {
    isStopping = true;
    return minting == 0;
  }

  private synchronized State finalState() {
    return new State(next, floor, true);
  }

  private record State(long reserved, long floor, boolean stoppedCleanly) {
    Buffer encode() {
      Encoder out = new Encoder();
      out.u8(FORMAT).fixed(reserved).fixed(floor).u8(stoppedCleanly ? 1 : 0);
      return Buffer.buffer(out.toByteArray());
    }

    static State decode(Buffer bytes) {
      Decoder in = new Decoder(bytes.getBytes());
      int format = in.u8();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "the file '" + FILE + "' has format " + format + ", this program knows " + FORMAT);
      }
      State state = new State(in.fixed(), in.fixed(), in.u8() == 1);
      in.expectEnd();
      return state;
    }
  }
}
