package io.henge.node.world;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.ReadOptions;
import io.henge.node.coordinator.SiblingsAnswer;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerRequest;
import io.henge.node.storage.IndexRecord;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.node.world.SimulatedNetwork.Passage;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;

/** A key and its three owners in a world of three nodes or more: the a, b and c of the rules. */
record Row(World world, PartitionedKey key, WorldNode a, WorldNode b, WorldNode c) {
  static Row of(World world, String key) {
    PartitionedKey named = World.key(key);
    List<WorldNode> owners = world.owners(named);
    return new Row(world, named, owners.get(0), owners.get(1), owners.get(2));
  }

  /** In a world of its own. */
  static Row of(long seed) {
    return of(World.founded(seed, 3), "stones/1");
  }

  List<WorldNode> all() {
    return List.of(a, b, c);
  }

  /** Those that stand in for them, in that order: the x, y and z of the rules. */
  List<WorldNode> standIns() {
    return world.standIns(key);
  }

  Future<WriteReceipt> putting(WorldNode at, String text, WriteOptions options) {
    return at.coordinator().put(Requests.put(key, text, options));
  }

  WriteReceipt put(WorldNode at, String text) {
    return world.await(putting(at, text, Requests.PLAIN));
  }

  WriteReceipt put(WorldNode at, String text, WriteOptions options) {
    return world.await(putting(at, text, options));
  }

  BlobFailure failedPut(WorldNode at, String text, WriteOptions options) {
    return (BlobFailure) world.failureOf(putting(at, text, options));
  }

  WriteReceipt delete(WorldNode at) {
    return world.await(at.coordinator().delete(Requests.delete(key)));
  }

  WriteReceipt delete(WorldNode at, WriteOptions options) {
    return world.await(at.coordinator().delete(Requests.delete(key, options)));
  }

  GetAnswer get(WorldNode at) {
    return get(at, Requests.READ);
  }

  GetAnswer get(WorldNode at, ReadOptions options) {
    return world.await(at.coordinator().get(Requests.get(key, options)));
  }

  GetAnswer get(WorldNode at, Dot version) {
    return world.await(at.coordinator().get(Requests.get(key, version, Preconditions.NONE)));
  }

  SiblingsAnswer siblings(WorldNode at) {
    return world.await(at.coordinator().siblings(Requests.siblings(key)));
  }

  String read(WorldNode at) {
    return Requests.text(get(at));
  }

  BlobFailure failedGet(WorldNode at, QuorumSize r) {
    return (BlobFailure) world.failureOf(at.coordinator().get(Requests.get(key, r)));
  }

  BlobFailure failedGet(WorldNode at, ReadOptions options) {
    return (BlobFailure) world.failureOf(at.coordinator().get(Requests.get(key, options)));
  }

  BlobFailure failedGet(WorldNode at, Dot version, Preconditions conditions) {
    return (BlobFailure)
        world.failureOf(at.coordinator().get(Requests.get(key, version, conditions)));
  }

  BlobFailure failedGet(WorldNode at) {
    return failedGet(at, new QuorumSize.Default());
  }

  /** What stands on a node's disk. */
  BlobObject stored(WorldNode at) {
    return at.disk().record(key).orElse(IndexRecord.EMPTY).object();
  }

  /** What the chain says of a node. */
  Member memberOf(WorldNode node) {
    return node.chainEntry().layout().memberOf(node.identity().node()).orElseThrow();
  }

  /** On how many disks the version has arrived, or been replaced. */
  long copies(Dot dot) {
    return all().stream().filter(node -> stored(node).context().contains(dot)).count();
  }

  /** Starts a node again and waits until it takes part. */
  void restart(WorldNode node) {
    node.start();
    world.await(node.joined());
  }

  /** Cuts a node off from all others, in both directions. */
  void isolate(WorldNode node) {
    for (WorldNode other : world.nodes()) {
      world.network().cut(node.address(), other.address());
      world.network().cut(other.address(), node.address());
    }
  }

  /** Messages that the test describes meet that fate, all others arrive. */
  void fate(Fate fate, Predicate<Passage> which) {
    world.network().rule(passage -> which.test(passage) ? fate : Fate.DELIVER);
  }

  /** All messages arrive again. */
  void allArrive() {
    world.network().rule(passage -> Fate.DELIVER);
  }

  static Predicate<Passage> to(WorldNode node) {
    return passage -> passage.to().equals(node.address());
  }

  static Predicate<Passage> from(WorldNode node) {
    return passage -> passage.from().equals(node.address());
  }

  static Predicate<Passage> commits() {
    return passage -> passage.request() instanceof PeerRequest.Commit;
  }

  static Predicate<Passage> offers() {
    return passage -> passage.request() instanceof PeerRequest.Offer;
  }
}
