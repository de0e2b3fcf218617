package io.henge.node.transfer;

import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.repair.Comparison;
import io.henge.node.repair.KeyExchange;
import io.henge.node.replica.RemoteReplica;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.node.transfer.FillingState.Loss;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Fills one partition, in steps: the other owners are asked who is filled; the removal number is
 * raised to the highest of theirs; from one donor after the other all is taken that is missing
 * here; what is not believed is dropped; and the partition is marked.
 *
 * <p>What is here already is not fetched again, so a filling that was cut off and begins anew costs
 * little more than the comparing.
 */
final class PartitionFilling {
  private static final int PAGE = 500;

  private final int partition;
  private final ChainEntry entry;
  private final Filling.Surroundings node;
  private final KeyExchange exchange;

  /** Of the index, before all this. */
  private final long losses;

  private boolean isBegun;
  private final Deque<Merging> donors = new ArrayDeque<>();
  private Optional<Merging> merging = Optional.empty();
  private Optional<BlobKey> cleared = Optional.empty();

  PartitionFilling(int partition, ChainEntry entry, Filling.Surroundings node) {
    this.partition = partition;
    this.entry = entry;
    this.node = node;
    this.exchange = new KeyExchange(node.replicas());
    this.losses = node.store().losses();
  }

  int partition() {
    return partition;
  }

  /** Does a little. */
  Future<FillingStep> step() {
    if (!isBegun) {
      return begin();
    }
    if (merging.isEmpty() && donors.isEmpty()) {
      return finish();
    }
    Merging current = merging.orElseGet(donors::remove);
    merging = Optional.of(current);
    return current
        .step()
        .map(step -> merged(current, step))
        .recover(cause -> Future.succeededFuture(lost(current.donor(), cause)));
  }

  /** What one donor cannot give, the next one may, before it is this one's turn again. */
  private FillingStep merged(Merging ended, FillingStep step) {
    if (step instanceof FillingStep.GoesOn) {
      return step;
    }
    merging = Optional.empty();
    if (step instanceof FillingStep.Done) {
      return FillingStep.GOES_ON;
    }
    donors.addLast(ended);
    return step;
  }

  /** Somebody else may help, or the same one later. */
  private FillingStep lost(Member donor, Throwable cause) {
    isBegun = false;
    return new FillingStep.Waits(
        "seat " + donor.seat().number() + ": " + ReplicaRefusal.of(cause).getMessage(),
        Loss.OF_DONORS);
  }

  private Merging merging(Member donor) {
    Replicas replicas = node.replicas();
    RemoteReplica there = replicas.remote(donor);
    return new Merging(
        donor,
        () -> new Comparison(partition, replicas.local(), node.trees().shape(), there),
        exchange,
        new Merging.Bookkeeping(partition, node.state()));
  }

  private Future<FillingStep> begin() {
    merging = Optional.empty();
    donors.clear();
    cleared = Optional.empty();
    List<Member> others = others();
    int row = entry.layouts().rows(partition).read().size();
    Donors found = new Donors(row, entry.writeQuorum(), others.size());
    List<Future<PeerReply.Hashes>> asked = new ArrayList<>();
    for (Member other : others) {
      asked.add(ask(other));
    }
    return Future.join(asked)
        .transform(
            ended -> {
              for (int i = 0; i < others.size(); i++) {
                if (asked.get(i).succeeded()) {
                  found.add(others.get(i), entry.layouts().isParting(others.get(i).node()));
                } else {
                  found.cannot(others.get(i), asked.get(i).cause());
                }
              }
              return choose(found, asked);
            });
  }

  private Future<PeerReply.Hashes> ask(Member other) {
    return node.replicas()
        .remote(other)
        .ask(
            new PeerRequest.AskHashes(partition, List.of()),
            PeerReply.Hashes.class,
            Comparison.ASK_MILLIS);
  }

  /** Also from too few the number is taken over: this node makes versions meanwhile. */
  private Future<FillingStep> choose(Donors found, List<Future<PeerReply.Hashes>> asked) {
    return takeOver(asked.stream().filter(Future::succeeded).map(Future::result).toList())
        .map(
            taken -> {
              if (!found.suffice(node.state().isAccepted(partition, Loss.OF_DONORS))) {
                return new FillingStep.Waits(found.tooFew(), Loss.OF_DONORS);
              }
              found.chosen().forEach(donor -> donors.add(merging(donor)));
              isBegun = true;
              return FillingStep.GOES_ON;
            });
  }

  /** Who votes has to refuse what was read before a removal, and to write later than it (T2). */
  private Future<Void> takeOver(List<PeerReply.Hashes> answers) {
    long number = answers.stream().mapToLong(PeerReply.Hashes::removalNumber).max().orElse(0);
    Timestamp removed =
        answers.stream().map(PeerReply.Hashes::removed).reduce(Timestamp.ZERO, Timestamp::max);
    return node.removals().raise(partition, number, removed);
  }

  private List<Member> others() {
    return entry.layouts().rows(partition).read().stream()
        .filter(owner -> !owner.node().equals(node.self()))
        .toList();
  }

  private Future<FillingStep> finish() {
    return node.replicas()
        .local()
        .dropUnbelieved(partition, cleared, PAGE)
        .compose(
            last -> {
              cleared = last;
              return last.isPresent()
                  ? Future.succeededFuture(FillingStep.GOES_ON)
                  : node.store().markFilled(partition, losses).map(this::marked);
            });
  }

  private FillingStep marked(Void ended) {
    if (!node.store().isFilled(partition)) {
      isBegun = false;
      return FillingStep.GOES_ON;
    }
    node.trees().drop(partition);
    return new FillingStep.Done();
  }
}
