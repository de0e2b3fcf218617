package io.henge.node.world.search;

import io.henge.contract.Judge;
import io.henge.contract.Look;
import io.henge.contract.Write;
import io.henge.node.coordinator.ListAnswer;
import io.henge.node.coordinator.ListRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.Sighting;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import io.henge.ring.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clients that list all keys, page by page. Of a key that a complete page shows, or leaves out,
 * must hold what holds of a default read that was asked when the page was (rule L1).
 */
final class Lists {
  private final World world;
  private final Verdict verdict;
  private final Judge judge;
  private final Reads reads;
  private final List<Subject> subjects;

  Lists(World world, Verdict verdict, Reads reads, List<Subject> subjects) {
    this.world = world;
    this.verdict = verdict;
    this.judge = verdict.judge();
    this.reads = reads;
    this.subjects = subjects;
  }

  /** All keys, so many a page. */
  void all(WorldNode at, int limit) {
    page(at, Optional.empty(), limit);
  }

  private void page(WorldNode at, Optional<String> after, int limit) {
    Look look = Looks.at(world, at);
    // Those that are given up later are judged as long as they are not.
    List<Subject> all = new ArrayList<>(subjects);
    at.coordinator()
        .list(ListRequest.of("", Optional.empty(), after, limit, ClientSteps.PATIENCE_MILLIS))
        .onComplete(
            page -> {
              all.forEach(subject -> judge(subject, after, page, look));
              world
                  .sightings()
                  .add(
                      page.shortage().isEmpty()
                          ? Sighting.KEYS_LISTED
                          : Sighting.KEYS_LISTED_INCOMPLETELY);
              if (page.next().isPresent() && at.isReady()) {
                page(at, page.next(), limit);
              }
            },
            this::notListed);
  }

  private void judge(Subject subject, Optional<String> after, ListAnswer page, Look look) {
    String name = subject.key().key().text();
    Optional<ListAnswer.Entry> entry =
        page.keys().stream().filter(one -> one.key().equals(subject.key().key())).findFirst();
    if (entry.isPresent()) {
      reads.requireUnexpired(subject, entry.get().shown(), look);
      Write shown = judge.recognise(subject.story(), Reads.textOf(entry.get().shown()));
      if (shown != null && page.shortage().isEmpty()) {
        judge.shown(subject.story(), reads.found(shown, entry.get().shown()), look.begunAt());
      }
      return;
    }
    boolean isOnThePage =
        after.map(last -> name.compareTo(last) > 0).orElse(true)
            && page.next().map(last -> name.compareTo(last) <= 0).orElse(true);
    if (isOnThePage && page.shortage().isEmpty()) {
      judge.absent(subject.story(), look);
    }
  }

  private void notListed(Throwable cause) {
    boolean isExpected =
        cause instanceof BlobFailure failure
            && (failure.code() == ErrorCode.QUORUM_NOT_REACHED
                || failure.code() == ErrorCode.TIMEOUT
                || failure.code() == ErrorCode.UNAVAILABLE);
    if (!isExpected) {
      verdict.violated("N: a listing failed by " + cause);
    }
  }
}
