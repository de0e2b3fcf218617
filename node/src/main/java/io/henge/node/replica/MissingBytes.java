package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Bodies;
import io.henge.node.port.Entropy;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings the bytes of versions here that this node does not hold yet, one after the other. Only
 * then may the node believe in them (rule V3): an unacknowledged overwrite, known without its
 * bytes, would drop the value it replaces.
 */
public final class MissingBytes {
  private final NodeId self;
  private final BlobStore store;
  private final Bodies bodies;
  private final Entropy entropy;
  private final long smallBytesMax;

  public MissingBytes(
      NodeId self, BlobStore store, Bodies bodies, Entropy entropy, long smallBytesMax) {
    this.self = self;
    this.store = store;
    this.bodies = bodies;
    this.entropy = entropy;
    this.smallBytesMax = smallBytesMax;
  }

  /** A peer that holds the bytes. */
  public record Holder(Member member, RemoteReplica replica) {}

  /**
   * The bodies of all versions that would be live after a merge and are not held here: they are not
   * live in what is stored, or they are damaged here and the holder has them.
   */
  Future<List<NewBody>> bring(PartitionedKey key, Copy copy, BlobObject offered, Holder holder) {
    Set<Dot> held = dots(copy.stored().object());
    held.removeIf(dot -> copy.stored().damaged().contains(dot) && offered.version(dot).isPresent());
    List<Version> wanted =
        copy.object().merge(offered).live().stream()
            .filter(version -> version.content().isPresent() && !held.contains(version.dot()))
            .toList();
    List<NewBody> brought = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (Version version : wanted) {
      all = all.compose(done -> bringOne(key, version, holder)).map(body -> note(brought, body));
    }
    return all.<List<NewBody>>map(done -> brought)
        .recover(cause -> discard(brought).compose(done -> Future.failedFuture(cause)));
  }

  /** Gives back what was brought and is not needed. */
  Future<Void> discard(List<NewBody> brought) {
    Future<Void> all = Future.succeededFuture();
    for (NewBody body : brought) {
      if (body instanceof NewBody.Staged staged) {
        all = all.compose(done -> store.abandon(staged.stage()));
      }
    }
    return all;
  }

  /** Whether a merge result can be believed: every new live version with bytes has them here. */
  static boolean complete(Copy copy, BlobObject merged, List<NewBody> bodies) {
    Set<Dot> held = dots(copy.stored().object());
    bodies.forEach(body -> held.add(body.version().dot()));
    return merged.live().stream()
        .filter(version -> version.content().isPresent())
        .allMatch(version -> held.contains(version.dot()));
  }

  static ReplicaRefusal changedMeanwhile() {
    return new ReplicaRefusal(Reason.REFUSED, "the key changed while its bytes were on the way");
  }

  static ReplicaRefusal notSmall(Dot dot) {
    return new ReplicaRefusal(Reason.REFUSED, "no small body of version " + dot.token() + " here");
  }

  private Future<NewBody> bringOne(PartitionedKey key, Version version, Holder holder) {
    boolean small = version.content().orElseThrow().sizeBytes() <= smallBytesMax;
    if (!small) {
      return bringLarge(key, version, holder);
    }
    return holder
        .replica()
        .smallBody(key, version.dot())
        .<NewBody>map(bytes -> checked(version, bytes))
        .recover(cause -> bringLarge(key, version, holder));
  }

  private Future<NewBody> bringLarge(PartitionedKey key, Version version, Holder holder) {
    StageId stage = new StageId(self, entropy.nextLong());
    return bodies
        .fetch(holder.member(), key, version, stage)
        .map(done -> new NewBody.Staged(version, stage));
  }

  private static NewBody checked(Version version, Buffer bytes) {
    if (!Checksums.matches(version.content().orElseThrow(), bytes)) {
      throw new ReplicaRefusal(Reason.STORAGE, "a peer sent bytes that do not match their version");
    }
    return new NewBody.Inline(version, bytes);
  }

  private static Void note(List<NewBody> brought, NewBody body) {
    brought.add(body);
    return null;
  }

  private static Set<Dot> dots(BlobObject object) {
    Set<Dot> dots = new HashSet<>();
    object.live().forEach(version -> dots.add(version.dot()));
    return dots;
  }
}
