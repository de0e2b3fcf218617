package io.henge.node.world.search;

import io.henge.contract.Judge;
import io.henge.contract.KeyStory;
import io.henge.contract.Look;
import io.henge.contract.Write;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.GetRequest;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.RangeRequest;
import io.henge.node.coordinator.ReadOptions;
import io.henge.node.coordinator.SiblingsAnswer;
import io.henge.node.coordinator.SiblingsRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.Requests;
import io.henge.node.world.Sighting;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads of clients: what they hear, and what must hold of it. */
final class Reads {
  private static final ReadOptions PLAIN =
      new ReadOptions(new QuorumSize.Default(), false, false, ClientSteps.PATIENCE_MILLIS);
  private static final ReadOptions SLOPPY =
      new ReadOptions(new QuorumSize.Default(), true, false, ClientSteps.PATIENCE_MILLIS);
  private static final ReadOptions REPAIRING =
      new ReadOptions(new QuorumSize.Default(), false, true, ClientSteps.PATIENCE_MILLIS);

  private final World world;
  private final Verdict verdict;
  private final Judge judge;
  private int answered;

  Reads(World world, Verdict verdict) {
    this.world = world;
    this.verdict = verdict;
    this.judge = verdict.judge();
  }

  /** How many were answered, also if there was nothing. */
  int answered() {
    return answered;
  }

  void get(Subject subject, WorldNode at) {
    get(subject, at, Optional.empty(), PLAIN);
  }

  void getAndRepair(Subject subject, WorldNode at) {
    get(subject, at, Optional.empty(), REPAIRING);
  }

  void getRange(Subject subject, WorldNode at, Step step) {
    int first = step.draw(6, 8);
    RangeRequest range =
        step.draw(7, 3) == 0
            ? RangeRequest.suffix(1 + first)
            : new RangeRequest(first, first + step.draw(8, 20));
    get(subject, at, Optional.of(range), PLAIN);
  }

  /** From one owner, whoever answers first: it may be behind, but its bytes are somebody's. */
  void getFromOne(Subject subject, WorldNode at) {
    Look look = Looks.at(world, at);
    at.coordinator()
        .get(Requests.get(subject.key(), new QuorumSize.Exactly(1)))
        .onSuccess(answer -> requireBytes(subject, answer, look));
  }

  /** From whoever has something: it may be old, but that nothing is there needs enough owners. */
  void getSloppily(Subject subject, WorldNode at) {
    Look look = Looks.at(world, at);
    at.coordinator()
        .get(Requests.get(subject.key(), SLOPPY))
        .onComplete(
            answer -> {
              if (answer.degraded()) {
                saw(Sighting.READ_DEGRADED);
              }
              requireBytes(subject, answer, look);
            },
            cause -> notRead(subject, cause, look));
  }

  /** A version that somebody has heard of; it may have been replaced since. */
  void getVersion(Subject subject, WorldNode at, Ticket ticket) {
    if (ticket.shown().isEmpty()) {
      return;
    }
    Dot dot = Dot.parse(ticket.tag());
    Write wanted = ticket.shown().get();
    Look look = Looks.at(world, at);
    at.coordinator()
        .get(Requests.get(subject.key(), dot, Preconditions.NONE))
        .onComplete(
            answer -> {
              saw(Sighting.READ_OF_ONE_VERSION);
              Write read = requireBytes(subject, answer, look);
              if (read != null && read != wanted) {
                verdict.violated("C: version " + dot + " was read as " + read);
              }
            },
            cause -> {
              if (cause instanceof BlobFailure failure && failure.code() == ErrorCode.NOT_FOUND) {
                judge.versionIsGone(subject.story(), wanted, look);
              }
            });
  }

  /** All siblings; whoever waits for them gets the context of all. */
  void list(Subject subject, WorldNode at, Consumer<Ticket> then) {
    Look look = Looks.at(world, at);
    at.coordinator()
        .siblings(new SiblingsRequest(subject.key(), PLAIN))
        .onComplete(
            answer -> listed(subject, answer, look).ifPresent(then),
            cause -> notRead(subject, cause, look));
  }

  private Optional<Ticket> listed(Subject subject, SiblingsAnswer answer, Look look) {
    answered++;
    Optional<List<Write>> recognised = judgeAll(subject, answer.versions(), look);
    if (recognised.isEmpty()) {
      return Optional.empty();
    }
    List<Write> found = recognised.get();
    if (found.size() > 1) {
      saw(Sighting.SIBLINGS_FOUND);
    }
    Ticket ticket =
        new Ticket(
            answer.contextToken(),
            subject.story().seen(found),
            Optional.of(found.get(0)),
            answer.versions().get(0).dot().token());
    subject.tickets().add(ticket);
    return Optional.of(ticket);
  }

  /** All live versions that somebody found, held against the story; empty if one is nobody's. */
  Optional<List<Write>> judgeAll(Subject subject, List<Version> versions, Look look) {
    List<Judge.Found> found = new ArrayList<>();
    for (Version version : versions) {
      requireUnexpired(subject, version, look);
      Write write = judge.recognise(subject.story(), textOf(version));
      if (write == null) {
        return Optional.empty();
      }
      found.add(found(write, version));
    }
    judge.listed(subject.story(), found, look);
    return Optional.of(found.stream().map(Judge.Found::write).toList());
  }

  /** Looks behind the scenes for what a version has replaced, and what the versions of others. */
  Judge.Found found(Write write, Version version) {
    return new Judge.Found(
        write,
        other ->
            world.ledger().versions().stream()
                .filter(theirs -> isOf(other, theirs))
                .noneMatch(theirs -> theirs.past().covers(version.past())));
  }

  private static boolean isOf(Write write, Version version) {
    return write.isDelete()
        ? write.dot().filter(version.dot()::equals).isPresent()
        : textOf(version).equals(write.text());
  }

  private void get(
      Subject subject, WorldNode at, Optional<RangeRequest> range, ReadOptions options) {
    Look look = Looks.at(world, at);
    GetRequest request =
        new GetRequest(subject.key(), Optional.empty(), Preconditions.NONE, range, true, options);
    at.coordinator()
        .get(request)
        .onComplete(
            answer -> {
              read(subject, answer, look);
              if (options.repairBefore()) {
                repaired(subject, answer);
              }
            },
            cause -> notRead(subject, cause, look));
  }

  /** Rule W7: whoever reads later, wherever, reads that or what has replaced it. */
  private void repaired(Subject subject, GetAnswer answer) {
    saw(Sighting.READ_REPAIRED_BEFORE);
    subject
        .story()
        .put(textOf(answer.version()))
        .ifPresent(write -> write.knownForGood(world.clock().nowMillis()));
  }

  private void read(Subject subject, GetAnswer answer, Look look) {
    answered++;
    Write shown = requireBytes(subject, answer, look);
    if (shown == null) {
      return;
    }
    judge.shown(subject.story(), found(shown, answer.version()), look.begunAt());
    subject
        .tickets()
        .add(
            new Ticket(
                answer.contextToken(),
                KeyStory.seenWith(shown),
                Optional.of(shown),
                answer.version().dot().token()));
  }

  /** The bytes are those of the version, and the version is somebody's; null if it is nobody's. */
  private Write requireBytes(Subject subject, GetAnswer answer, Look look) {
    requireUnexpired(subject, answer.version(), look);
    String text = textOf(answer.version());
    String bytes = Requests.text(answer);
    int from = (int) answer.range().offset();
    if (answer.partial()) {
      saw(Sighting.READ_OF_A_RANGE);
    }
    if (!bytes.equals(text.substring(from, (int) answer.range().end()))) {
      verdict.violated(
          "C: " + subject.story().name() + ": the bytes of " + text + " were read as " + bytes);
    }
    return judge.recognise(subject.story(), text);
  }

  void requireUnexpired(Subject subject, Version version, Look look) {
    judge.requireUnexpired(subject.story(), version.toString(), version.expiresAtMillis(), look);
  }

  private void notRead(Subject subject, Throwable cause, Look look) {
    if (!(cause instanceof BlobFailure failure)) {
      verdict.violated("N: a read failed by " + cause);
      return;
    }
    ErrorCode code = failure.code();
    if (code == ErrorCode.NOT_FOUND || code == ErrorCode.GONE) {
      answered++;
      saw(whatIsNot(failure));
      judge.absent(subject.story(), look);
    } else if (code == ErrorCode.QUORUM_NOT_REACHED) {
      saw(Sighting.READ_WITHOUT_QUORUM);
    }
    if (code == ErrorCode.GONE) {
      subject
          .tickets()
          .add(
              new Ticket(failure.context(), subject.story().seen(List.of()), Optional.empty(), ""));
    }
  }

  private static Sighting whatIsNot(BlobFailure failure) {
    if (failure.code() == ErrorCode.NOT_FOUND) {
      return Sighting.ABSENT_FOUND;
    }
    return failure.getMessage().contains("expired")
        ? Sighting.EXPIRED_FOUND
        : Sighting.DELETED_FOUND;
  }

  private void saw(Sighting sighting) {
    world.sightings().add(sighting);
  }

  /** Every PUT carries its own text as an attribute, too: so versions tell whose they are. */
  static String textOf(Version version) {
    return version
        .content()
        .map(content -> content.attributes().getOrDefault(Put.ATTRIBUTE, ""))
        .orElse("");
  }
}
