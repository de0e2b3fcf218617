package io.henge.ring.version;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import java.util.Base64;

/**
 * The name of one version of a key: the counter-th write of an actor.
 *
 * @param counter from 1 to {@link #COUNTER_MAX}
 */
public record Dot(Actor actor, long counter) implements Comparable<Dot> {
  /** What fits eight bytes of a variable-length number. */
  public static final long COUNTER_MAX = (1L << 56) - 1;

  /** The longest {@link #token}: 32 bytes in base64. */
  public static final int TOKEN_LENGTH_MAX = 43;

  public Dot {
    if (counter < 1 || counter > COUNTER_MAX) {
      throw new IllegalArgumentException("a counter is 1 to " + COUNTER_MAX + ": " + counter);
    }
  }

  /**
   * The dot as a word of 24 to {@value #TOKEN_LENGTH_MAX} letters, digits, {@code -} and {@code _},
   * fit for an ETag and for a query. A dot has one token and a token one dot.
   */
  public String token() {
    Encoder out = new Encoder();
    out.fixed(actor.node().value()).fixed(actor.incarnation().value());
    out.varint(actor.epoch()).varint(counter);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  /**
   * Reads a {@link #token}.
   *
   * @throws IllegalArgumentException if the text is not a token
   */
  public static Dot parse(String token) {
    if (token.length() <= TOKEN_LENGTH_MAX) {
      try {
        Decoder in = new Decoder(Base64.getUrlDecoder().decode(token));
        NodeId node = new NodeId(in.fixed());
        Incarnation incarnation = new Incarnation(in.fixed());
        Actor actor = new Actor(node, incarnation, in.varint(Actor.EPOCH_MAX));
        Dot dot = new Dot(actor, in.varint(COUNTER_MAX));
        in.expectEnd();
        // Base64 has spare bits and optional padding; only one spelling is the token.
        if (dot.token().equals(token)) {
          return dot;
        }
      } catch (CodecException | IllegalArgumentException malformed) {
        throw new IllegalArgumentException("not a version's token", malformed);
      }
    }
    throw new IllegalArgumentException("not a version's token");
  }

  @Override
  public int compareTo(Dot other) {
    int byActor = actor.compareTo(other.actor);
    return byActor != 0 ? byActor : Long.compare(counter, other.counter);
  }

  @Override
  public String toString() {
    return actor + ":" + counter;
  }
}
