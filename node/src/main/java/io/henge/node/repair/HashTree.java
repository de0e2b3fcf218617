package io.henge.node.repair;

import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.ObjectDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The hashes of what a member holds of a partition, so that two members find out with a few numbers
 * where they differ.
 *
 * <p>A leaf is the sum of 64 bits for each of its keys that is held; the bits are a mixture of the
 * key's hash and its object's digest, both of SHA-256. A sum can be kept current by what is added
 * to it and taken from it, in any order. The digest covers all that an object knows, so a delete
 * changes the leaf as any write does. Two members that hold different things pass for equal in a
 * leaf once in 2^64.
 */
public final class HashTree {
  private final TreeShape shape;
  private final long[] leaves;

  /** As long as no leaf changes; most comparisons ask for nothing else. */
  private Optional<List<Long>> branches = Optional.empty();

  /** Of a partition of which nothing is held. */
  HashTree(TreeShape shape) {
    this.shape = shape;
    this.leaves = new long[shape.leaves()];
  }

  /** A key is held that was not. */
  void add(BlobKey key, BlobObject object) {
    if (!object.isEmpty()) {
      KeyHash hash = KeyHash.of(key);
      change(shape.leafOf(hash), bits(hash, object.digest()));
    }
  }

  /** Something else is held of a key than before. */
  void replace(BlobKey key, BlobObject before, BlobObject after) {
    if (!before.equals(after)) {
      remove(key, before);
      add(key, after);
    }
  }

  private void remove(BlobKey key, BlobObject object) {
    if (!object.isEmpty()) {
      KeyHash hash = KeyHash.of(key);
      change(shape.leafOf(hash), -bits(hash, object.digest()));
    }
  }

  private void change(int leaf, long difference) {
    leaves[leaf] += difference;
    branches = Optional.empty();
  }

  private static long bits(KeyHash hash, ObjectDigest digest) {
    return mixed(mixed(hash.second() + digest.high()) + hash.third() + digest.low());
  }

  /** Steele, Lea and Flood: the finalizer of SplitMix64, a bijection that spreads every bit. */
  private static long mixed(long value) {
    long once = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
    return twice ^ (twice >>> 31);
  }

  /** The hash of each branch. */
  List<Long> branches() {
    List<Long> known = branches.orElseGet(this::hashBranches);
    branches = Optional.of(known);
    return known;
  }

  private List<Long> hashBranches() {
    List<Long> hashes = new ArrayList<>();
    for (int branch = 0; branch < TreeShape.BRANCHES; branch++) {
      long hash = 0;
      for (int leaf : leavesOf(branch)) {
        hash = mixed(hash) + leaves[leaf];
      }
      hashes.add(hash);
    }
    return List.copyOf(hashes);
  }

  /** The hashes of the leaves of some branches, one branch after the other. */
  List<Long> leaves(List<Integer> ofBranches) {
    return leafNumbers(ofBranches).stream().map(leaf -> leaves[leaf]).toList();
  }

  /** The numbers of those leaves, in the same order. */
  List<Integer> leafNumbers(List<Integer> ofBranches) {
    List<Integer> numbers = new ArrayList<>();
    for (int branch : ofBranches) {
      for (int leaf : leavesOf(branch)) {
        numbers.add(leaf);
      }
    }
    return numbers;
  }

  private int[] leavesOf(int branch) {
    int[] numbers = new int[shape.leavesPerBranch()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = branch * numbers.length + i;
    }
    return numbers;
  }
}
