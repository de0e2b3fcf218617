package io.henge.node.world.search;

import io.henge.contract.Write;
import io.henge.node.coordinator.Expiry;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.world.Requests;
import io.henge.node.world.World;
import io.henge.node.world.WorldBody;
import io.henge.node.world.WorldNode;
import io.henge.ring.version.Dot;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A PUT of a client, of one attempt or of several. */
final class Put {
  /** Under which each PUT carries its own text. */
  static final String ATTRIBUTE = "henge-meta-text";

  private static final long ANSWER_ON_ITS_WAY_MILLIS = 300;

  private final World world;
  private final Answers answers;
  private final Subject subject;
  private final WriteOptions options;
  private final Write write;
  private final boolean isBlind;
  private Consumer<Write> whenAcknowledged = acknowledged -> {};
  private Consumer<Throwable> whenFailed = failed -> {};
  private Optional<Dot> dot = Optional.empty();
  private int begun;
  private int refused;
  private boolean isLast = true;
  private Expiry expiry = new Expiry.Never();

  /**
   * A PUT, not sent yet.
   *
   * @param ticket whose context stands in the options, if there is one
   */
  Put(
      World world,
      Answers answers,
      Subject subject,
      String text,
      WriteOptions options,
      Optional<Ticket> ticket) {
    this.world = world;
    this.answers = answers;
    this.subject = subject;
    this.options = options;
    this.isBlind = ticket.isEmpty();
    this.write =
        subject
            .story()
            .begin(
                text,
                false,
                world.clock().nowMillis(),
                ticket.map(Ticket::seen),
                options.sloppy() && options.preconditions().isEmpty());
  }

  /** What else must hold once it is acknowledged. */
  Put whenAcknowledged(Consumer<Write> check) {
    whenAcknowledged = check;
    return this;
  }

  /** What else must hold of a failure. */
  Put whenFailed(Consumer<Throwable> check) {
    whenFailed = check;
    return this;
  }

  /** It is to be there until then, in each of its attempts. */
  Put expiring(Expiry when) {
    expiry = when;
    return this;
  }

  /**
   * More attempts will follow, until {@link #lastAttemptIsBegun}. If it may guess, one of them may
   * do so, and then one of two versions replaces less than the other.
   */
  Put withMoreAttempts() {
    isLast = false;
    write.hopesForNothing();
    return this;
  }

  void lastAttemptIsBegun() {
    isLast = true;
    conclude();
  }

  /**
   * Sends it to a node.
   *
   * @param takesMillis how long the body takes
   * @param breaksOff whether the client goes away before the end of it
   */
  void attempt(WorldNode at, long takesMillis, boolean breaksOff) {
    begun++;
    write.attempted(at.wallMillis(), expiresAt(at));
    WorldBody body =
        new WorldBody(Buffer.buffer(write.text()), takesMillis, breaksOff, false)
            .whenAsked(this::asked);
    PutRequest request =
        new PutRequest(
            subject.key(), new TreeMap<>(Map.of(ATTRIBUTE, write.text())), expiry, options, body);
    at.coordinator().put(request).onComplete(this::acknowledged, this::failed);
    // Nobody waits for ever; what the coordinator does after that is its own affair.
    world
        .clock()
        .after(options.timeoutMillis() + takesMillis + ANSWER_ON_ITS_WAY_MILLIS, body::abandon);
  }

  /** A moment that has passed already makes no version, and says so. */
  private long expiresAt(WorldNode at) {
    return expiry instanceof Expiry.At moment
        ? moment.atMillis()
        : expiry.millis(at.wallMillis()).orElse(Long.MAX_VALUE);
  }

  private void asked() {
    if (isBlind) {
      subject.story().bodyAsked(write);
    }
  }

  private void acknowledged(WriteReceipt receipt) {
    answers.acknowledged(subject, write, receipt);
    answers.attempts(receipt, dot, begun);
    answers.requireQuorum(options, receipt);
    dot = receipt.dot();
    whenAcknowledged.accept(write);
  }

  private void failed(Throwable cause) {
    whenFailed.accept(cause);
    if (answers.isWithoutEffect(cause)) {
      refused++;
      conclude();
    }
  }

  /** Only if each attempt was refused, nothing of it will ever be seen. */
  private void conclude() {
    if (isLast && refused == begun && write.outcome() == Write.Outcome.OPEN) {
      write.refused();
    }
  }

  /** A text of that many characters or more that no other write has. */
  static String text(Subject subject, int number, boolean isLarge) {
    String text = subject.story().name() + " " + number + " by a client;";
    return isLarge ? Requests.large(text) : text;
  }
}
