package io.henge.node.membership;

import io.henge.ring.Address;
import io.henge.ring.Seat;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The bytes of wishes. */
final class RingWishCodec {
  private static final int FORMAT = 1;
  private static final int JOIN = 1;
  private static final int LEAVE = 2;
  private static final int REMOVE = 3;
  private static final int REWEIGH = 4;
  private static final int ADDRESS_BYTES_MAX = 300;

  private RingWishCodec() {}

  static Buffer encode(List<RingWish> wishes) {
    Encoder out = new Encoder();
    out.u8(FORMAT).varint(wishes.size());
    wishes.forEach(wish -> write(out, wish));
    return Buffer.buffer(out.toByteArray());
  }

  private static void write(Encoder out, RingWish wish) {
    if (wish instanceof RingWish.Join join) {
      out.u8(JOIN).utf8(join.newcomer().toString());
    } else if (wish instanceof RingWish.Leave leave) {
      out.u8(LEAVE).varint(leave.seat().number());
    } else if (wish instanceof RingWish.Remove remove) {
      out.u8(REMOVE).varint(remove.seat().number());
    } else if (wish instanceof RingWish.Reweigh reweigh) {
      out.u8(REWEIGH).varint(reweigh.seat().number());
      write(out, reweigh.zone());
      write(out, reweigh.weight());
    }
  }

  private static void write(Encoder out, OptionalInt number) {
    out.u8(number.isPresent() ? 1 : 0);
    number.ifPresent(out::varint);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException when it is of another format, or nothing of the kind
   */
  static List<RingWish> decode(Buffer bytes) {
    Decoder in = new Decoder(bytes.getBytes());
    try {
      int format = in.u8();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "the file '%s' has format %d, this program knows %d"
                .formatted(StagedWishes.FILE, format, FORMAT));
      }
      List<RingWish> wishes = new ArrayList<>();
      for (long left = in.varint(StagedWishes.WISHES_MAX); left > 0; left--) {
        wishes.add(read(in));
      }
      in.expectEnd();
      return wishes;
    } catch (CodecException | IllegalArgumentException malformed) {
      throw new IllegalStateException(
          "the file '%s' cannot be read: %s".formatted(StagedWishes.FILE, malformed.getMessage()),
          malformed);
    }
  }

  private static RingWish read(Decoder in) {
    int kind = in.u8();
    return switch (kind) {
      case JOIN -> new RingWish.Join(Address.parse(in.utf8(ADDRESS_BYTES_MAX)));
      case LEAVE -> new RingWish.Leave(seat(in));
      case REMOVE -> new RingWish.Remove(seat(in));
      case REWEIGH -> new RingWish.Reweigh(seat(in), number(in), number(in));
      default -> throw new CodecException("there is no wish " + kind);
    };
  }

  private static Seat seat(Decoder in) {
    return new Seat((int) in.varint(Integer.MAX_VALUE));
  }

  private static OptionalInt number(Decoder in) {
    return in.u8() == 0 ? OptionalInt.empty() : OptionalInt.of((int) in.varint(Integer.MAX_VALUE));
  }
}
