package io.henge.node.repair;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.replica.CopyChanges;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.KeyPage;
import io.henge.ring.BlobKey;
import io.henge.ring.version.BlobObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * The hash trees of one event loop's partitions. A tree is built when it is first wanted, by a walk
 * over the partition's records, and from then on is kept current by every change. Only of filled
 * partitions, where all that is stored counts.
 *
 * <p>Writes go on during the walk. A page shows a key that changes while it is read as it was
 * before the change or after it, and nobody knows which. What is exact is what steps tell when they
 * end. So a page is taken as it is for keys of which no step was running or ended while it was
 * read. Of a key whose last step has ended meanwhile, the step's result is taken. A key whose step
 * is still running when the page arrives is left out, and enters the tree with the step's result.
 * From then on the change of a key in the part that was walked is a difference to be applied; a
 * change of a key beyond that part is none, for the page that shows it is still to be read.
 */
public final class HashTrees implements CopyChanges {
  /** Records of one page; a step of the walk takes some milliseconds. */
  private static final int PAGE = 500;

  private final Records records;
  private final Supplier<TreeShape> shape;
  private final Map<Integer, Growth> trees = new HashMap<>();

  /** The keys of which a step is running. */
  private final Set<PartitionedKey> inStep = new HashSet<>();

  /** What is stored. */
  interface Records {
    /** Whether all of it counts. */
    boolean isFilled(int partition);

    /** Some of it, as {@link BlobStore#page(int, Optional, int)} does. */
    Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit);
  }

  public HashTrees(BlobStore store, CurrentChain chain) {
    this(
        new Records() {
          @Override
          public boolean isFilled(int partition) {
            return store.isFilled(partition);
          }

          @Override
          public Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
            return store.page(partition, after, limit);
          }
        },
        () -> new TreeShape(chain.entry().orElseThrow().layout().partitions()));
  }

  HashTrees(Records records, Supplier<TreeShape> shape) {
    this.records = records;
    this.shape = shape;
  }

  /**
   * The tree of a filled partition, to be read at once: it changes with the next write. Fails with
   * {@link Reason#UNFILLED} when the partition is not filled.
   */
  public Future<HashTree> of(int partition) {
    if (!records.isFilled(partition)) {
      drop(partition);
      return Future.failedFuture(
          new ReplicaRefusal(Reason.UNFILLED, "the partition is still being filled"));
    }
    Growth known = trees.get(partition);
    if (known != null) {
      return known.whole.future();
    }
    Growth growth = new Growth(partition, new HashTree(shape()));
    trees.put(partition, growth);
    growth.next();
    return growth.whole.future();
  }

  /** The shape of all trees of the ring. */
  public TreeShape shape() {
    return shape.get();
  }

  /** Forgets a tree: what it was made of may have changed without a word. */
  public void drop(int partition) {
    Growth dropped = trees.remove(partition);
    if (dropped != null) {
      dropped.whole.tryFail(
          new ReplicaRefusal(Reason.UNFILLED, "the partition was filled or lost meanwhile"));
    }
  }

  /** Forgets the trees of all other partitions. */
  void keepOnly(IntPredicate partitions) {
    Set.copyOf(trees.keySet()).stream().filter(p -> !partitions.test(p)).forEach(this::drop);
  }

  @Override
  public void begun(PartitionedKey key) {
    inStep.add(key);
  }

  @Override
  public void ended(PartitionedKey key, BlobObject before, BlobObject after) {
    inStep.remove(key);
    Growth growth = trees.get(key.partition());
    if (growth != null) {
      growth.changed(key.key(), before, after);
    }
  }

  /** A tree, while it is built and afterwards. */
  private final class Growth {
    private final int partition;
    private final HashTree tree;
    private final Promise<HashTree> whole = Promise.promise();

    /** The last key of the part that was walked; empty at the beginning. */
    private Optional<BlobKey> walked = Optional.empty();

    private boolean isWalked;

    /** What the steps left that have ended while the page was read. */
    private final Map<BlobKey, BlobObject> meanwhile = new HashMap<>();

    /** The keys of the walked part that are not in the tree, as their steps are running. */
    private final Set<BlobKey> awaited = new HashSet<>();

    Growth(int partition, HashTree tree) {
      this.partition = partition;
      this.tree = tree;
    }

    void next() {
      records
          .page(partition, walked, PAGE)
          .onComplete(
              page -> {
                if (!whole.future().isComplete()) {
                  arrived(page);
                }
              },
              this::failed);
    }

    private void failed(Throwable cause) {
      trees.remove(partition, this);
      whole.tryFail(ReplicaRefusal.of(cause));
    }

    private void arrived(KeyPage page) {
      Optional<BlobKey> until = page.isLast() ? Optional.empty() : Optional.of(page.lastKey());
      for (KeyPage.Entry entry : page.entries()) {
        boolean isExact =
            !meanwhile.containsKey(entry.key())
                && !inStep.contains(new PartitionedKey(partition, entry.key()));
        if (isExact) {
          tree.add(entry.key(), entry.record().object());
        }
      }
      for (PartitionedKey running : inStep) {
        if (running.partition() == partition && isWithin(running.key(), until)) {
          meanwhile.remove(running.key());
          awaited.add(running.key());
        }
      }
      meanwhile.forEach(
          (key, object) -> {
            if (isWithin(key, until)) {
              tree.add(key, object);
            }
          });
      meanwhile.clear();
      walked = until;
      isWalked = page.isLast();
      if (isWalked) {
        whole.tryComplete(tree);
      } else {
        next();
      }
    }

    /** Whether a key belongs to the page that was read after {@link #walked}. */
    private boolean isWithin(BlobKey key, Optional<BlobKey> until) {
      return !isInWalkedPart(key) && until.map(last -> key.compareTo(last) <= 0).orElse(true);
    }

    private boolean isInWalkedPart(BlobKey key) {
      return isWalked || walked.map(last -> key.compareTo(last) <= 0).orElse(false);
    }

    void changed(BlobKey key, BlobObject before, BlobObject after) {
      if (awaited.remove(key)) {
        tree.add(key, after);
      } else if (isInWalkedPart(key)) {
        tree.replace(key, before, after);
      } else {
        meanwhile.put(key, after);
      }
    }
  }
}
