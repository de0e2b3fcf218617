package io.henge.ring.version;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The bytes of a {@link Context}: how many actors; each actor as node id and incarnation of eight
 * bytes each and the epoch, with its counters; then, unless there are no actors, the highest
 * timestamp, and 1 and the mark or 0. Counters are the base, how many singles, and for each how
 * many counters were left out before it beyond those that must be. A dot is the actor's index and
 * the counter. Numbers are of variable length where nothing else is said.
 *
 * <p>Inside an object, dots and the contexts of its versions name an actor by its index in the
 * object's context, which has them all: an actor takes 17 bytes and would be said many times.
 *
 * <p>There is no format number here; the record or message around a context carries one.
 */
public final class ContextCodec {
  private ContextCodec() {}

  /** Appends a context that stands for itself. */
  public static void write(Context context, Encoder out) {
    out.varint(context.actorCount());
    for (int i = 0; i < context.actorCount(); i++) {
      Actor actor = context.actor(i);
      out.fixed(actor.node().value()).fixed(actor.incarnation().value()).varint(actor.epoch());
      writeCounters(context.counters(i), out);
    }
    writeTimes(context, out);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CodecException if it is anything else
   */
  public static Context read(Decoder in) {
    int count = in.count(Context.ACTORS_MAX);
    Actor[] actors = new Actor[count];
    CounterSet[] counters = new CounterSet[count];
    for (int i = 0; i < count; i++) {
      NodeId node = new NodeId(in.fixed());
      Incarnation incarnation = new Incarnation(in.fixed());
      actors[i] = new Actor(node, incarnation, in.varint(Actor.EPOCH_MAX));
      counters[i] = readCounters(in);
    }
    return readTimes(actors, counters, in);
  }

  /** Appends a context whose actors are all in the outer one. */
  static void writeWithin(Context outer, Context context, Encoder out) {
    out.varint(context.actorCount());
    for (int i = 0; i < context.actorCount(); i++) {
      out.varint(outer.indexOf(context.actor(i)));
      writeCounters(context.counters(i), out);
    }
    writeTimes(context, out);
  }

  static Context readWithin(Context outer, Decoder in) {
    int count = in.count(outer.actorCount());
    Actor[] actors = new Actor[count];
    CounterSet[] counters = new CounterSet[count];
    for (int i = 0; i < count; i++) {
      actors[i] = outer.actor((int) in.varint(outer.actorCount() - 1));
      counters[i] = readCounters(in);
    }
    return readTimes(actors, counters, in);
  }

  static void writeDot(Context outer, Dot dot, Encoder out) {
    out.varint(outer.indexOf(dot.actor())).varint(dot.counter());
  }

  static Dot readDot(Context outer, Decoder in) {
    if (outer.isEmpty()) {
      throw new CodecException("a version that the object's context does not cover");
    }
    Actor actor = outer.actor((int) in.varint(outer.actorCount() - 1));
    return valid(() -> new Dot(actor, in.varint(Dot.COUNTER_MAX)));
  }

  static void writeTimestamp(Timestamp timestamp, Encoder out) {
    out.varint(timestamp.millis()).varint(timestamp.logical());
  }

  static Timestamp readTimestamp(Decoder in) {
    return new Timestamp(in.varint(Timestamp.MILLIS_MAX), (int) in.varint(Integer.MAX_VALUE));
  }

  /** What a constructor refuses was not written by a writer. */
  static <T> T valid(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException invalid) {
      throw new CodecException(invalid.getMessage(), invalid);
    }
  }

  private static void writeCounters(CounterSet counters, Encoder out) {
    out.varint(counters.base()).varint(counters.singleCount());
    long least = counters.base() + 2;
    for (int i = 0; i < counters.singleCount(); i++) {
      out.varint(counters.single(i) - least);
      least = counters.single(i) + 1;
    }
  }

  private static CounterSet readCounters(Decoder in) {
    long base = in.varint(Dot.COUNTER_MAX);
    long[] singles = new long[in.count(Context.SINGLES_MAX)];
    long least = base + 2;
    for (int i = 0; i < singles.length; i++) {
      singles[i] = least + in.varint(Dot.COUNTER_MAX);
      least = singles[i] + 1;
    }
    return valid(() -> CounterSet.ofNormal(base, singles));
  }

  private static void writeTimes(Context context, Encoder out) {
    if (context.isEmpty()) {
      return;
    }
    writeTimestamp(context.highest(), out);
    out.u8(context.lastWriteWinsMark().isPresent() ? 1 : 0);
    context
        .lastWriteWinsMark()
        .ifPresent(
            mark -> {
              writeDot(context, mark.dot(), out);
              writeTimestamp(mark.timestamp(), out);
            });
  }

  private static Context readTimes(Actor[] actors, CounterSet[] counters, Decoder in) {
    if (actors.length == 0) {
      return Context.EMPTY;
    }
    Timestamp highest = readTimestamp(in);
    Context unmarked = valid(() -> new Context(actors, counters, highest, Optional.empty()));
    if (in.varint(1) == 0) {
      return unmarked;
    }
    Dot dot = readDot(unmarked, in);
    Optional<Rank> mark = Optional.of(new Rank(readTimestamp(in), dot));
    return valid(() -> new Context(actors, counters, highest, mark));
  }
}
