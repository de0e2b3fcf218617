package io.henge.node.replica;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.MintMark;
import io.henge.ring.ChainEntry;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a step leaves on the disk: the record, and the bodies that it needs, no others. */
final class CopyWriter {
  private final BlobStore store;
  private final Removals removals;
  private final CurrentChain chain;

  CopyWriter(BlobStore store, Removals removals, CurrentChain chain) {
    this.store = store;
    this.removals = removals;
    this.chain = chain;
  }

  /**
   * Makes a record durable with the bodies that are wanted for it.
   *
   * @param bytes those of the one new version that comes with it
   */
  Future<Void> write(CopySteps.Step step, IndexRecord next, Set<Dot> wanted, NewBytes bytes) {
    List<NewBody> bodies =
        next.object().live().stream()
            .filter(version -> wanted.contains(version.dot()))
            .flatMap(version -> newBody(version, bytes).stream())
            .toList();
    Future<Void> unused = bodies.isEmpty() ? forget(bytes) : Future.succeededFuture();
    return unused.compose(done -> step.commit(new Change(step.key(), next, bodies)));
  }

  /**
   * The live versions of which the store needs bytes: those that are new, and those that it has
   * lost and that come once more.
   */
  static Set<Dot> wanted(Copy copy, BlobObject merged, BlobObject arriving) {
    Set<Dot> wanted = new HashSet<>();
    for (Version version : merged.live()) {
      Dot dot = version.dot();
      boolean isNew = copy.stored().object().version(dot).isEmpty();
      boolean isBack = copy.stored().damaged().contains(dot) && arriving.version(dot).isPresent();
      if (isNew || isBack) {
        wanted.add(dot);
      }
    }
    return wanted;
  }

  /** What a step leaves of its key, if it makes no version. */
  IndexRecord record(CopySteps.Step step, BlobObject merged) {
    return record(step, merged, step.copy().stored().mint());
  }

  /** The same with the mark of the version that it makes. */
  IndexRecord record(CopySteps.Step step, BlobObject merged, Optional<MintMark> mark) {
    long known = step.copy().stored().chainNumber();
    long chainNumber = chain.entry().map(ChainEntry::number).orElse(known);
    long removalNumber = removals.stamp(step.key().partition());
    return new IndexRecord(merged, mark, chainNumber, removalNumber);
  }

  /** A version comes with its bytes, all of them and no others, or is refused (W1, V3). */
  private static Optional<NewBody> newBody(Version version, NewBytes bytes) {
    if (version.content().isEmpty()) {
      return Optional.empty();
    }
    if (bytes instanceof NewBytes.Staged staged) {
      return Optional.of(new NewBody.Staged(version, staged.stage()));
    }
    if (bytes instanceof NewBytes.Inline inline
        && Checksums.matches(version.content().get(), inline.bytes())) {
      return Optional.of(new NewBody.Inline(version, inline.bytes()));
    }
    throw new ReplicaRefusal(Reason.REFUSED, "the bytes are not those of version " + version.dot());
  }

  /** A version that is superseded before it arrives needs no bytes. */
  Future<Void> forget(NewBytes bytes) {
    return bytes instanceof NewBytes.Staged staged
        ? store.abandon(staged.stage())
        : Future.succeededFuture();
  }
}
