package io.henge.chaos.check;

import io.henge.chaos.check.ReferenceKey.Version;
import io.henge.chaos.check.ReferenceWorld.Ticket;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A write in a reference world, with its attempts. What was given up goes on: it may be minted long
 * after its client has turned to something else.
 */
final class ReferenceWrite {
  private static final int W = 2;
  private static final int PATIENCE_MICROS = 4_000;
  private static final int OWNERS_ASKED = 2;

  private final ReferenceWorld world;
  private final ReferenceClient client;
  private final ReferenceKey key;
  private final Op operation;
  private final Optional<Ticket> ticket;
  private final boolean isStrict;
  private boolean isOver;
  private int attempts;

  ReferenceWrite(
      ReferenceWorld world,
      ReferenceClient client,
      ReferenceKey key,
      Op operation,
      Optional<Ticket> ticket) {
    this.world = world;
    this.client = client;
    this.key = key;
    this.operation = operation;
    this.ticket = ticket;
    this.isStrict = world.happens(30);
    operation.acks(0, 0);
    if (!isStrict) {
      operation.sloppy();
    }
  }

  void send() {
    if (world.happens(4)) {
      if (world.has(Flaw.A_REFUSED_WRITE_HAS_AN_EFFECT)) {
        attempt(true);
      }
      end(Outcome.REFUSED, 507);
      return;
    }
    boolean isRetried = !world.isHealed() && world.happens(world.mood().retryPercent());
    attempt(isRetried);
    if (isRetried) {
      world.after(1 + world.roll(PATIENCE_MICROS), () -> attempt(false));
    }
  }

  private void attempt(boolean isGivenUp) {
    attempts++;
    Attempt attempt = new Attempt(isGivenUp);
    boolean isLate = !world.isHealed() && world.happens(world.mood().silencePercent());
    world.after(isLate ? world.roll(10 * PATIENCE_MICROS) : world.delay(), attempt::ask);
    if (!isGivenUp) {
      world.after(PATIENCE_MICROS, () -> end(Outcome.UNKNOWN, 0));
    }
  }

  private void end(Outcome outcome, int status) {
    if (!isOver) {
      isOver = true;
      client.end(operation.outcome(outcome, status).attempts(attempts));
    }
  }

  /** One way through a coordinator. */
  private final class Attempt {
    private final boolean isGivenUp;
    private boolean isDegraded;
    private int acks;
    private int standIns;

    Attempt(boolean isGivenUp) {
      this.isGivenUp = isGivenUp;
    }

    /** What is there? A sloppy write without conditions goes on with what one owner says. */
    void ask() {
      boolean mayGuess = !isStrict && operation.kind() != Kind.PUT_IF_ABSENT;
      boolean guesses = mayGuess && !world.isHealed() && world.happens(15);
      world.ask(
          key,
          guesses ? 1 : OWNERS_ASKED,
          heard -> {
            isDegraded =
                guesses && ticket.isEmpty() && !world.has(Flaw.A_BLIND_WRITE_ASKS_ONE_OWNER);
            asked(guesses ? ReferenceWorld.withStandIns(key, heard) : heard);
          });
    }

    private BitSet past(Collection<Version> known) {
      return ticket.isEmpty() || world.has(Flaw.A_CONTEXT_COVERS_WHAT_IT_HAS_NOT_SEEN)
          ? ReferenceKey.seen(known)
          : key.withTwins(ticket.get().covered(), known);
    }

    private void asked(Collection<Version> known) {
      if (key.knows(known, operation.name())) {
        again(known);
      } else if (operation.kind() == Kind.PUT_IF_ABSENT && !key.visible(known).isEmpty()) {
        refused();
      } else if (operation.kind() == Kind.DELETE && ticket.isEmpty() && known.isEmpty()) {
        nothing();
      } else {
        BitSet past = past(known);
        world.after(
            world.delay(),
            () -> mint(key.mint(operation.name(), operation.kind() == Kind.DELETE, past)));
      }
    }

    /** An attempt before this one may have had an effect that nobody knows of yet. */
    private void refused() {
      if (!isGivenUp) {
        end(attempts > 1 ? Outcome.UNKNOWN : Outcome.REFUSED, 412);
      }
    }

    private void nothing() {
      if (!isDegraded && !isGivenUp && !isOver) {
        operation.acks(0, 0);
        end(Outcome.OK, 204);
      }
    }

    /** An attempt before this one is known: it is seen to that enough owners know it, too. */
    private void again(Collection<Version> known) {
      for (int owner = 0; owner < W; owner++) {
        key.merge(owner, known);
      }
      acks = W;
      answer(Optional.empty());
    }

    private void mint(Version version) {
      for (int owner = 0; owner < ReferenceKey.OWNERS; owner++) {
        int to = owner;
        if (world.isHealed() || !world.happens(world.mood().lossPercent())) {
          world.after(world.delay(), () -> deliver(to, version));
        } else if (!isStrict && world.happens(80)) {
          int standIn =
              ReferenceKey.OWNERS + world.roll(ReferenceKey.HOLDERS - ReferenceKey.OWNERS);
          world.after(world.delay(), () -> deliver(standIn, version));
        }
      }
    }

    private void deliver(int holder, Version version) {
      boolean isNew = key.heldBy(holder).stream().noneMatch(held -> held.id() == version.id());
      key.deliver(holder, version);
      if (isNew) {
        acks += world.has(Flaw.AN_ACK_IS_NO_COPY) ? W : 1;
        standIns += holder >= ReferenceKey.OWNERS ? 1 : 0;
      }
      if (acks == W && isNew) {
        answer(Optional.of(version));
      }
    }

    private void answer(Optional<Version> version) {
      boolean isSilent = !world.isHealed() && world.happens(world.mood().silencePercent());
      if (isGivenUp || isSilent || isOver) {
        return;
      }
      version.ifPresent(made -> client.keep(key, new Ticket(ticketOf(made), client.covered(made))));
      operation.acks(acks, standIns).degraded(isDegraded);
      end(Outcome.OK, 200);
    }

    private List<String> ticketOf(Version made) {
      return made.isTombstone() ? List.of() : List.of(made.write());
    }
  }
}
