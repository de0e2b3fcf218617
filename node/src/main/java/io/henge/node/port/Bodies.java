package io.henge.node.port;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.ReplicaFailure;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/**
 * The bytes of bodies, which pass beside the protocol core: it says where from and where to, and
 * learns how it went.
 */
public interface Bodies {
  /**
   * Takes a client's body in one pass: to the local stage and to the stages of the remote replicas
   * at once, as fast as the slowest attached one.
   *
   * <p>A body that ends within the small limit is handed over whole, and nothing is staged. A
   * remote replica that fails or stalls is detached, as long as at least {@code keep} stages (the
   * local one counts) remain; its reason stands in the result. Fails with a {@link
   * io.henge.node.failure.BlobFailure} when the client is gone, the length or a checksum does not
   * match, the local stage fails, or fewer than {@code least} remain. After a failure no stage is
   * left, here or anywhere reachable.
   */
  Future<Received> receive(IncomingBody body, ReceivePlan plan);

  /**
   * Opens a slice of a version's body that a peer holds. Fails with {@link NetworkFailure}, or with
   * {@link BodyGone} when the holder has that version's bytes no more (rule W6).
   */
  Future<OpenBody> open(Member holder, PartitionedKey key, Version version, ByteRange range);

  /**
   * Copies a version's body from a peer into a local stage, checked against the version's length
   * and checksum; the stage is complete when the future is.
   */
  Future<Void> fetch(Member holder, PartitionedKey key, Version version, StageId into);

  /** Forgets a stage, here and at the given members, soon and without waiting. */
  void abandon(StageId stage, List<Member> remotes);

  /**
   * Where a body is to go.
   *
   * @param stage the name of the stage on every replica
   * @param remotes the replicas besides this node
   * @param suspected those of them that did not answer of late: all are tried, since a suspicion
   *     may be wrong and another one may fail, but nobody waits long for these
   * @param keep how many stages, the local one included, are not given up for being slow
   * @param least how many complete ones are enough, 1 to {@code keep}
   */
  record ReceivePlan(
      StageId stage, List<Member> remotes, Set<Seat> suspected, int keep, int least) {
    public ReceivePlan {
      remotes = List.copyOf(remotes);
      suspected = Set.copyOf(suspected);
    }

    /** With fewer than {@code keep} it fails. */
    public ReceivePlan(StageId stage, List<Member> remotes, Set<Seat> suspected, int keep) {
      this(stage, remotes, suspected, keep, keep);
    }
  }

  /** A body that has arrived whole. */
  sealed interface Received {
    /** Its length in bytes. */
    long sizeBytes();

    /** Its CRC32C. */
    int crc32c();

    /** A small body, in memory. */
    record Small(Buffer bytes, int crc32c) implements Received {
      @Override
      public long sizeBytes() {
        return bytes.length();
      }
    }

    /**
     * A body staged here and at the named seats; the detached ones have it not, or not whole.
     *
     * @param stagedAt the remote seats that have all of it
     */
    record Staged(long sizeBytes, int crc32c, Set<Seat> stagedAt, List<ReplicaFailure> detached)
        implements Received {
      public Staged {
        stagedAt = Set.copyOf(stagedAt);
        detached = List.copyOf(detached);
      }
    }
  }

  /** The holder has the bytes of that version no more. */
  final class BodyGone extends RuntimeException {
    public BodyGone(String message) {
      super(message, null, false, false);
    }
  }
}
