package io.henge.chaos.check;

import io.henge.chaos.check.ReferenceKey.Version;
import io.henge.chaos.check.ReferenceWorld.Ticket;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client of a reference world: does one thing after the other. */
final class ReferenceClient {
  private static final int LATER_MICROS = 3_000;
  private static final int FINAL_OPERATIONS = 6;

  private final ReferenceWorld world;
  private final int number;
  private final Map<String, Ticket> tickets = new HashMap<>();
  private int left;
  private boolean hasSeenTheEnd;

  ReferenceClient(ReferenceWorld world, int number, int operations) {
    this.world = world;
    this.number = number;
    this.left = operations;
  }

  int number() {
    return number;
  }

  /** Goes on for a while, and some more when all is healed. */
  void next() {
    if (world.isHealed() && !hasSeenTheEnd) {
      hasSeenTheEnd = true;
      left = FINAL_OPERATIONS;
    }
    if (left > 0) {
      left--;
      world.after(1 + world.roll(LATER_MICROS), this::operate);
    } else if (!world.isHealed()) {
      world.after(LATER_MICROS, this::next);
    }
  }

  private void operate() {
    ReferenceKey key = world.keys().get(world.roll(world.keys().size()));
    switch (world.roll(10)) {
      case 0, 1 -> get(key, Kind.GET);
      case 2 -> get(key, Kind.RANGE);
      case 3, 4 -> get(key, Kind.VERSIONS);
      case 5 -> list();
      default -> write(key);
    }
  }

  private void write(ReferenceKey key) {
    boolean isBlind = world.happens(world.mood().blindPercent());
    Optional<Ticket> ticket =
        Optional.ofNullable(tickets.get(key.name())).filter(known -> !isBlind);
    Kind kind = world.happens(world.mood().deletePercent()) ? Kind.DELETE : Kind.PUT;
    if (kind == Kind.PUT && ticket.isEmpty() && world.happens(20)) {
      kind = Kind.PUT_IF_ABSENT;
    }
    Op operation = world.begun(number, kind, key.name());
    ticket.ifPresent(known -> operation.context(known.writes()));
    new ReferenceWrite(world, this, key, operation, ticket).send();
  }

  void keep(ReferenceKey key, Ticket ticket) {
    tickets.put(key.name(), ticket);
  }

  private void get(ReferenceKey key, Kind kind) {
    Op operation = world.begun(number, kind, key.name());
    boolean isDegraded = !world.isHealed() && world.happens(5);
    boolean asksOne = isDegraded || world.has(Flaw.A_READ_ASKS_ONE_OWNER);
    world.ask(key, asksOne ? 1 : 2, heard -> answered(key, operation.degraded(isDegraded), heard));
  }

  private void answered(ReferenceKey key, Op operation, Collection<Version> heard) {
    List<Version> visible = visible(key, heard);
    boolean isSilent = !world.isHealed() && world.happens(5);
    boolean isRefused = operation.isDegraded() && visible.isEmpty();
    if (isSilent || isRefused) {
      operation.outcome(Outcome.UNKNOWN, 0);
    } else if (operation.kind() == Kind.VERSIONS && !visible.isEmpty()) {
      List<String> all = visible.stream().map(Version::write).toList();
      keep(key, new Ticket(all, ReferenceKey.seen(heard)));
      operation.shown(all);
    } else if (!visible.isEmpty()) {
      Version one = visible.get(world.roll(visible.size()));
      keep(key, new Ticket(List.of(one.write()), covered(one)));
      operation.shown(List.of(one.write()));
    } else if (!heard.isEmpty()) {
      keep(key, new Ticket(List.of(), ReferenceKey.seen(heard)));
      operation.outcome(Outcome.OK, 410);
    } else {
      operation.outcome(Outcome.OK, 404);
    }
    end(operation);
  }

  private List<Version> visible(ReferenceKey key, Collection<Version> heard) {
    List<Version> visible = key.visible(heard);
    return world.has(Flaw.SIBLINGS_ARE_DROPPED) && !visible.isEmpty()
        ? visible.subList(0, 1)
        : visible;
  }

  BitSet covered(Version version) {
    BitSet covered = version.context();
    if (world.has(Flaw.A_CONTEXT_FORGETS)) {
      covered.clear(0, version.id());
    }
    return covered;
  }

  /** All that is to be seen, key by key. */
  private void list() {
    String prefix = world.happens(50) ? "a/" : "";
    Op operation = world.begun(number, Kind.LIST, prefix);
    List<ReferenceKey> keys =
        world.keys().stream().filter(key -> key.name().startsWith(prefix)).toList();
    list(operation, keys, new ArrayList<>());
  }

  private void list(Op operation, List<ReferenceKey> left, List<String> shown) {
    if (left.isEmpty()) {
      end(operation.shown(shown));
      return;
    }
    world.ask(
        left.get(0),
        2,
        heard -> {
          List<Version> visible = left.get(0).visible(heard);
          if (!visible.isEmpty()) {
            shown.add(visible.get(world.roll(visible.size())).write());
          }
          list(operation, left.subList(1, left.size()), shown);
        });
  }

  /** The last of an operation was heard. */
  void end(Op operation) {
    world.after(
        1 + world.roll(100),
        () -> {
          world.ended(operation);
          next();
        });
  }
}
