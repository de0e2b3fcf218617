package io.henge.node.world.search;

import io.henge.contract.Judge;
import io.henge.contract.KeyStory;
import io.henge.contract.Look;
import io.henge.contract.Write;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.Sighting;
import io.henge.node.world.World;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import java.util.Optional;

/** What the answers to writes mean to the story, whatever kind of write it was. */
final class Answers {
  /** W: what so many owners have, every read by default meets. */
  private static final int OWNERS = 3;

  private static final int OWNERS_PROMISING = 2;

  private final World world;
  private final Verdict verdict;
  private final Judge judge;
  private int acknowledged;

  Answers(World world, Verdict verdict) {
    this.world = world;
    this.verdict = verdict;
    this.judge = verdict.judge();
  }

  /** How many writes were acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** A receipt came, as the first one of this write or once more. */
  void acknowledged(Subject subject, Write write, WriteReceipt receipt) {
    acknowledged++;
    saw(Sighting.WRITE_ACKNOWLEDGED);
    receipt.dot().ifPresent(dot -> requireCopies(subject, dot, receipt.acks()));
    receipt.dot().ifPresent(write::named);
    if (receipt.dot().isEmpty()) {
      write.foundNothing(world.clock().nowMillis());
      // What has expired is deleted like anything else, as long as it is there.
      judge.absent(
          subject.story(), new Look(write.begunAt(), Long.MIN_VALUE, world.latestWallMillis()));
    } else {
      // Of two rows the acks of stand-ins may have been wanted by one of them.
      boolean isOfOneRow = receipt.replicas() <= OWNERS;
      boolean promised =
          isOfOneRow
              ? receipt.acks() - receipt.standIns() >= OWNERS_PROMISING
              : receipt.standIns() == 0;
      write.acknowledged(world.clock().nowMillis(), promised);
    }
    if (receipt.degraded()) {
      saw(Sighting.WRITE_DEGRADED);
    } else if (!write.mayHaveTwins()) {
      write.wasSure();
    }
    boolean isRecreated =
        !write.isDelete()
            && subject.story().writes().stream()
                .anyMatch(other -> other.isDelete() && write.surelyReplaces(other));
    if (isRecreated) {
      saw(Sighting.KEY_WRITTEN_AFTER_DELETE);
    }
    boolean isAfterExpiry =
        subject.story().writes().stream()
            .anyMatch(
                other ->
                    other.mayBeExpiredAt(write.latestAttemptMillis())
                        && write.surelyReplaces(other));
    if (isAfterExpiry) {
      saw(Sighting.KEY_WRITTEN_AFTER_EXPIRY);
    }
    receipt
        .dot()
        .ifPresent(
            dot ->
                subject
                    .tickets()
                    .add(
                        new Ticket(
                            receipt.contextToken(),
                            KeyStory.seenWith(write),
                            Optional.of(write).filter(put -> !put.isDelete()),
                            dot.token())));
  }

  /** What several attempts at one request came to (rule V9). */
  void attempts(WriteReceipt receipt, Optional<Dot> before, int attempts) {
    if (attempts > 1) {
      saw(Sighting.RETRY_ACKNOWLEDGED);
    }
    if (before.isPresent() && !before.equals(receipt.dot())) {
      saw(Sighting.RETRY_MINTED_A_TWIN);
    }
  }

  /** W have acknowledged, and of a strict write these are owners alone (rule W3). */
  void requireQuorum(WriteOptions options, WriteReceipt receipt) {
    if (receipt.dot().isPresent() && receipt.acks() < OWNERS_PROMISING) {
      verdict.violated("H: acknowledged by " + receipt.acks());
    }
    if (!options.sloppy() && receipt.standIns() > 0) {
      verdict.violated(
          "H: a strict write was acknowledged by " + receipt.standIns() + " stand-ins");
    }
  }

  /** Looks behind the scenes: an ack is a copy on a disk (H, rule W1). */
  private void requireCopies(Subject subject, Dot dot, int acks) {
    long copies =
        world.nodes().stream().filter(node -> node.disk().hasSeen(subject.key(), dot)).count();
    // The disk of one that acknowledged may have lost it since.
    long lost = world.nodes().stream().filter(node -> node.disk().hasLostItsIndex()).count();
    if (copies + lost < acks) {
      verdict.violated("H: " + acks + " acks of " + dot + ", and " + copies + " copies");
    }
  }

  /** A failure came; results in whether it says that there was no effect. */
  boolean isWithoutEffect(Throwable cause) {
    if (!(cause instanceof BlobFailure failure)) {
      verdict.violated("N: a write failed by " + cause);
      return false;
    }
    ErrorCode code = failure.code();
    if (code == ErrorCode.PRECONDITION_FAILED) {
      saw(Sighting.WRITE_REFUSED_FOR_A_CONDITION);
    } else if (code == ErrorCode.INSUFFICIENT_STORAGE) {
      saw(Sighting.WRITE_REFUSED_FOR_SPACE);
    } else if (code == ErrorCode.QUORUM_NOT_REACHED) {
      saw(Sighting.WRITE_WITHOUT_QUORUM);
    }
    if (code.httpStatus() < 500 && failure.maySurface()) {
      verdict.violated("H: a 4xx that may surface: " + failure);
    }
    return !failure.maySurface();
  }

  private void saw(Sighting sighting) {
    world.sightings().add(sighting);
  }
}
