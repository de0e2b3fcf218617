package io.henge.node.world.search;

import io.henge.contract.Judge;
import io.henge.contract.Seen;
import io.henge.contract.Write;
import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.Expiry;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.Requests;
import io.henge.node.world.Sighting;
import io.henge.node.world.SimulatedClock;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.wire.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Does what the verbs of clients say. */
final class ClientSteps {
  /** How long a client waits for an answer. */
  static final long PATIENCE_MILLIS = 2_000;

  private static final int ATTEMPTS_MAX = 3;
  private static final List<Long> LIVES_MILLIS = List.of(1_000L, 60_000L, 900_000L, 3_600_000L);

  /** Stands for a context that says nothing about the key. */
  private static final Ticket NO_TICKET = new Ticket("", Seen.nothing(), Optional.empty(), "");

  private final World world;
  private final Verdict verdict;
  private final Judge judge;
  private final List<Subject> subjects;
  private final Answers answers;
  private final boolean mayRetry;
  private int texts;
  private final Reads reads;
  private final Lists lists;
  private int requests;

  /**
   * The clients of a world.
   *
   * @param mayRetry whether the nodes remember what was deleted for as long as clients retry
   */
  ClientSteps(World world, Verdict verdict, List<Subject> subjects, boolean mayRetry) {
    this.world = world;
    this.verdict = verdict;
    this.judge = verdict.judge();
    this.subjects = subjects;
    this.mayRetry = mayRetry;
    this.answers = new Answers(world, verdict);
    this.reads = new Reads(world, verdict);
    this.lists = new Lists(world, verdict, reads, subjects);
  }

  /** How many requests there were, attempts not counted. */
  int requests() {
    return requests;
  }

  /** How many of them were answered as they wished. */
  int answered() {
    return reads.answered() + answers.acknowledged();
  }

  void perform(Step step) {
    requests++;
    Subject subject = subjects.get(step.key() % subjects.size());
    Optional<WorldNode> node = aCoordinator(subject, step, step.node());
    if (node.isEmpty()) {
      return;
    }
    WorldNode at = node.get();
    switch (step.verb()) {
      case PUT -> put(subject, step, options(), Optional.empty()).attempt(at, takes(step), false);
      case PUT_WITH_CONTEXT -> putWithContext(subject, at, step);
      case MERGE -> merge(subject, at, step);
      case PUT_IF_ABSENT -> putIfAbsent(subject, at, step);
      case PUT_IF_MATCH -> putIfMatch(subject, at, step);
      case PUT_RETRIED -> putRetried(subject, at, step);
      case PUT_OF_A_LEAVING_CLIENT -> putAndLeave(subject, at, step);
      case PUT_WITH_A_CONTEXT_OF_ANOTHER_KEY -> putWithForeignContext(subject, at, step);
      case DELETE -> delete(subject, at, step, Optional.empty());
      case DELETE_WITH_CONTEXT -> delete(subject, at, step, ticket(subject, step));
      case GET -> reads.get(subject, at);
      case GET_RANGE -> reads.getRange(subject, at, step);
      case GET_FROM_ONE -> reads.getFromOne(subject, at);
      case GET_SLOPPILY -> reads.getSloppily(subject, at);
      case GET_AND_REPAIR -> reads.getAndRepair(subject, at);
      case GET_VERSION -> ticket(subject, step).ifPresent(t -> reads.getVersion(subject, at, t));
      case LIST_SIBLINGS -> reads.list(subject, at, listed -> {});
      case LIST_KEYS -> lists.all(at, 1 + step.draw(9, 3));
      default -> throw new IllegalStateException("no request: " + step.verb());
    }
  }

  /** Bodies of some clients take their time. */
  private static long takes(Step step) {
    return step.draw(30, 4) == 0 ? step.draw(31, 1_500) : 0;
  }

  private Put put(Subject subject, Step step, WriteOptions options, Optional<Ticket> ticket) {
    String text = Put.text(subject, texts++, step.draw(32, 2) == 0);
    Put put =
        new Put(world, answers, subject, text, chosen(step, options), ticket)
            .expiring(expiry(step));
    return subject.story().policy() == ConflictPolicy.IMMUTABLE
        ? put.whenAcknowledged(
            write -> judge.writtenWhereNothingWas(subject.story(), write, world.latestWallMillis()))
        : put;
  }

  /**
   * Some blobs are to go again. The clocks of the nodes differ by minutes and jump by hours, so one
   * node may take for expired what another still shows.
   */
  private Expiry expiry(Step step) {
    if (step.draw(35, 6) > 0) {
      return new Expiry.Never();
    }
    long millis = LIVES_MILLIS.get(step.draw(36, LIVES_MILLIS.size()));
    return step.draw(37, 2) == 0
        ? new Expiry.After(millis)
        : new Expiry.At(SimulatedClock.WALL_START_MILLIS + world.clock().nowMillis() + millis);
  }

  /**
   * A node that runs; paused ones and such as are cut off are asked like any other. Mostly an
   * owner; clients come to a stand-in when the node that they asked has not reached one.
   */
  private static Optional<WorldNode> aCoordinator(Subject subject, Step step, int first) {
    Optional<WorldNode> owner = firstReady(subject.owners(), first);
    Optional<WorldNode> standIn = firstReady(subject.standIns(), first);
    return step.draw(40, 8) == 0 ? standIn.or(() -> owner) : owner.or(() -> standIn);
  }

  private static Optional<WorldNode> firstReady(List<WorldNode> nodes, int first) {
    for (int i = 0; i < nodes.size(); i++) {
      WorldNode node = nodes.get((first + i) % nodes.size());
      if (node.isReady()) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  /** Of three writes one wants owners alone. */
  private static WriteOptions chosen(Step step, WriteOptions options) {
    return step.draw(41, 3) == 0 ? Requests.strict(options) : options;
  }

  private static WriteOptions options() {
    return options(Preconditions.NONE);
  }

  private static WriteOptions options(Preconditions conditions) {
    return new WriteOptions(
        conditions,
        Optional.empty(),
        Optional.empty(),
        new QuorumSize.Default(),
        true,
        PATIENCE_MILLIS);
  }

  private static Optional<Ticket> ticket(Subject subject, Step step) {
    List<Ticket> tickets = subject.tickets();
    if (tickets.isEmpty()) {
      return Optional.empty();
    }
    // Mostly one of the newest: old contexts make siblings, and too many of those make conflicts.
    int back = step.draw(3, step.draw(4, 4) == 0 ? tickets.size() : Math.min(3, tickets.size()));
    return Optional.of(tickets.get(tickets.size() - 1 - back));
  }

  private void putWithContext(Subject subject, WorldNode at, Step step) {
    Optional<Ticket> ticket = ticket(subject, step);
    WriteOptions options = ticket.map(known -> Requests.with(known.token())).orElse(options());
    put(subject, step, options, ticket).attempt(at, takes(step), false);
  }

  /** Reads all siblings and writes one version in their place. */
  private void merge(Subject subject, WorldNode at, Step step) {
    reads.list(
        subject,
        at,
        ticket -> {
          saw(Sighting.SIBLINGS_MERGED);
          put(subject, step, Requests.with(ticket.token()), Optional.of(ticket))
              .attempt(at, takes(step), false);
        });
  }

  private void putIfAbsent(Subject subject, WorldNode at, Step step) {
    put(subject, step, options(Requests.IF_NONE_MATCH_ANY), Optional.empty())
        .whenAcknowledged(
            write -> judge.writtenWhereNothingWas(subject.story(), write, world.latestWallMillis()))
        .attempt(at, 0, false);
  }

  private void putIfMatch(Subject subject, WorldNode at, Step step) {
    Optional<Ticket> ticket = ticket(subject, step).filter(known -> known.shown().isPresent());
    if (ticket.isPresent()) {
      EntityTags tag = new EntityTags(false, Set.of(ticket.get().tag()));
      Preconditions ifMatch =
          new Preconditions(Optional.of(tag), Optional.empty(), OptionalLong.empty());
      Write expected = ticket.get().shown().get();
      put(subject, step, options(ifMatch), Optional.empty())
          .whenAcknowledged(write -> judge.writtenOver(subject.story(), write, expected))
          .attempt(at, 0, false);
    }
  }

  private void putAndLeave(Subject subject, WorldNode at, Step step) {
    boolean breaksOff = step.draw(33, 2) == 0;
    saw(breaksOff ? Sighting.BODY_BROKE_OFF : Sighting.CLIENT_LEFT);
    put(subject, step, options(), Optional.empty()).attempt(at, step.draw(34, 300), breaksOff);
  }

  /** Whoever takes it lets a client replace what it never saw (rule V7). */
  private void putWithForeignContext(Subject subject, WorldNode at, Step step) {
    for (Subject other : subjects) {
      if (other != subject && !other.tickets().isEmpty()) {
        String token = other.tickets().get(0).token();
        put(subject, step, Requests.with(token), Optional.of(NO_TICKET))
            .whenAcknowledged(write -> verdict.violated("H: a context of another key was taken"))
            .whenFailed(this::requireBadRequest)
            .attempt(at, 0, false);
        saw(Sighting.CONTEXT_OF_ANOTHER_KEY);
        return;
      }
    }
  }

  /** Such a context is known for what it is before anybody else is asked. */
  private void requireBadRequest(Throwable cause) {
    boolean isKnown = cause instanceof BlobFailure f && f.code() == ErrorCode.BAD_REQUEST;
    // The ring may have changed since the node was chosen that was asked.
    boolean isElsewhere =
        cause instanceof BlobFailure f
            && f.code() == ErrorCode.UNAVAILABLE
            && f.replicas().isEmpty();
    if (!isKnown && !isElsewhere) {
      verdict.violated("H: a context of another key was looked into: " + cause);
    }
  }

  private void putRetried(Subject subject, WorldNode at, Step step) {
    boolean isConditional = step.draw(5, 3) == 0;
    String id = "request " + texts;
    WriteOptions options =
        Requests.with(isConditional ? Requests.IF_NONE_MATCH_ANY : Preconditions.NONE, id);
    Put put = put(subject, step, options, Optional.empty()).withMoreAttempts();
    if (isConditional) {
      put.whenAcknowledged(
          write -> judge.writtenWhereNothingWas(subject.story(), write, world.latestWallMillis()));
    }
    attempt(subject, put, at, step, 1);
  }

  /** The same request again, perhaps while the last attempt is under way, perhaps elsewhere. */
  private void attempt(Subject subject, Put put, WorldNode at, Step step, int number) {
    put.attempt(at, 0, false);
    if (number == ATTEMPTS_MAX || !mayRetry) {
      put.lastAttemptIsBegun();
      return;
    }
    long pause = step.draw(10 + number, step.draw(20 + number, 2) == 0 ? 40 : 3_000);
    world
        .clock()
        .after(
            pause,
            () ->
                aCoordinator(subject, step, step.node() + number)
                    .ifPresentOrElse(
                        next -> attempt(subject, put, next, step, number + 1),
                        put::lastAttemptIsBegun));
  }

  private void delete(Subject subject, WorldNode at, Step step, Optional<Ticket> ticket) {
    WriteOptions options =
        chosen(step, ticket.map(known -> Requests.with(known.token())).orElse(options()));
    Write write =
        subject
            .story()
            .begin(
                "delete " + texts++,
                true,
                world.clock().nowMillis(),
                ticket.map(Ticket::seen),
                options.sloppy());
    at.coordinator()
        .delete(new DeleteRequest(subject.key(), options))
        .onComplete(
            receipt -> {
              answers.acknowledged(subject, write, receipt);
              answers.requireQuorum(options, receipt);
            },
            cause -> {
              if (answers.isWithoutEffect(cause)) {
                write.refused();
              }
            });
  }

  Reads reads() {
    return reads;
  }

  /** What became of the writes of which nobody had heard. */
  void tellFates() {
    for (Subject subject : subjects) {
      for (Write write : subject.story().writes()) {
        if (write.outcome() == Write.Outcome.OPEN && !write.isDelete()) {
          saw(Sighting.WRITE_OF_OPEN_FATE);
          if (world.ledger().versions().stream()
              .anyMatch(version -> Reads.textOf(version).equals(write.text()))) {
            saw(Sighting.WRITE_OF_OPEN_FATE_SURFACED);
          }
        }
      }
    }
  }

  private void saw(Sighting sighting) {
    world.sightings().add(sighting);
  }
}
