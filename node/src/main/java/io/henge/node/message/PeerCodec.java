package io.henge.node.message;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.port.Network;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainPosition;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.BlobObjectCodec;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The bytes of peer messages, format 1: a format number, for requests the sender's {@link
 * Envelope}, a kind, and the fields. Lengths are bounded; malformed bytes give a {@link
 * CodecException}, never more.
 */
public final class PeerCodec {
  static final int FORMAT = 1;
  static final int PARTITION_MAX = 65_535;
  private static final int TEXT_BYTES_MAX = 1024;
  private static final int DIGEST_CHARS = 64;

  private PeerCodec() {}

  /**
   * What every request carries besides its own fields.
   *
   * @param chain the sender's position in the chain (rule C5); empty before the founding
   * @param removalNumber the partition's removal number when the data was read (rule T2)
   */
  public record Envelope(Optional<ChainPosition> chain, long removalNumber) {}

  /** A request with its envelope. */
  public record Enveloped(Envelope envelope, PeerRequest request) {}

  /** The bytes of a request. */
  public static Buffer encode(Envelope envelope, PeerRequest request) {
    Encoder out = new Encoder();
    out.u8(FORMAT);
    writeEnvelope(out, envelope);
    writeRequest(out, request);
    return Buffer.buffer(out.toByteArray());
  }

  /** The request in these bytes. */
  public static Enveloped decodeRequest(Buffer bytes) {
    return whole(
        bytes,
        in -> {
          Envelope envelope = readEnvelope(in);
          return new Enveloped(envelope, readRequest(in));
        });
  }

  /** Reads all of a message; what the constructors of its parts refuse was never written here. */
  private static <T> T whole(Buffer bytes, Function<Decoder, T> reader) {
    Decoder in = new Decoder(bytes.getBytes());
    checkFormat(in);
    try {
      T message = reader.apply(in);
      in.expectEnd();
      return message;
    } catch (IllegalArgumentException invalid) {
      throw new CodecException("no such thing: " + invalid.getMessage(), invalid);
    }
  }

  /** The bytes of a reply. */
  public static Buffer encode(PeerReply reply) {
    Encoder out = new Encoder();
    out.u8(FORMAT);
    if (reply instanceof PeerReply.Head head) {
      writeHead(out, head);
    } else if (reply instanceof PeerReply.SmallBody body) {
      out.u8(2).bytes(body.bytes().getBytes());
    } else if (reply instanceof PeerReply.Done) {
      out.u8(3);
    } else if (reply instanceof PeerReply.Introduction introduction) {
      writeIntroduction(out.u8(4), introduction);
    } else if (reply instanceof PeerReply.Refused refused) {
      out.u8(5).u8(refused.reason().code()).utf8(cut(refused.text()));
    } else if (reply instanceof PeerReply.Stale stale) {
      out.u8(7).utf8(stale.entryJson());
    } else if (reply instanceof PeerReply.Promised promised) {
      writePromised(out.u8(8), promised);
    } else if (reply instanceof PeerReply.Outbid outbid) {
      writeBallot(out.u8(9), outbid.promised());
    } else if (reply instanceof PeerReply.Outdated outdated) {
      out.u8(10).varint(outdated.removalNumber());
    } else if (reply instanceof PeerReply.Digests digests) {
      PartitionCodec.write(out.u8(11), digests);
    } else if (reply instanceof PeerReply.Unfilled unfilled) {
      out.u8(60).bytes(unfilled.partitions().toByteArray());
      out.u8(unfilled.owesNothing() ? 1 : 0);
    } else if (reply instanceof PeerReply.RemovalStanding standing) {
      RemovalCodec.write(out.u8(40), standing);
    } else if (reply instanceof PeerReply.RemovalConfirmed confirmed) {
      RemovalCodec.write(out.u8(41), confirmed);
    } else if (reply instanceof PeerReply.Hashes hashes) {
      TreeCodec.write(out.u8(30), hashes);
    } else if (reply instanceof PeerReply.Keys keys) {
      ListingCodec.write(out.u8(70), keys);
    } else if (reply instanceof PeerReply.Held held) {
      HandoffCodec.write(out.u8(20), held);
    }
    return Buffer.buffer(out.toByteArray());
  }

  /** The reply in these bytes. */
  public static PeerReply decodeReply(Buffer bytes) {
    return whole(bytes, PeerCodec::readReply);
  }

  private static PeerReply readReply(Decoder in) {
    int kind = in.u8();
    return switch (kind) {
      case 1 ->
          new PeerReply.Head(
              flag(in), in.varint(), BlobObjectCodec.read(in), readOptionalBytes(in), Set.of());
      case 6 -> readDamagedHead(in);
      case 2 -> new PeerReply.SmallBody(buffer(in));
      case 3 -> new PeerReply.Done();
      case 4 -> readIntroduction(in);
      case 5 -> new PeerReply.Refused(Reason.of(in.u8()), in.utf8(TEXT_BYTES_MAX));
      case 7 -> new PeerReply.Stale(in.utf8(Network.MESSAGE_BYTES_MAX));
      case 8 -> readPromised(in);
      case 9 -> new PeerReply.Outbid(readBallot(in));
      case 10 -> new PeerReply.Outdated(in.varint());
      case 11 -> PartitionCodec.readDigests(in);
      case 60 -> new PeerReply.Unfilled(readPartitions(in), in.u8() == 1);
      case 40 -> RemovalCodec.readStanding(in);
      case 41 -> RemovalCodec.readConfirmed(in);
      case 30 -> TreeCodec.readHashes(in);
      case 20 -> HandoffCodec.readHeld(in);
      case 70 -> ListingCodec.readKeys(in);
      default -> throw new CodecException("unknown kind of reply: " + kind);
    };
  }

  /** A bit for each partition, the lowest first; no zero bytes at the end. */
  static BitSet readPartitions(Decoder in) {
    byte[] bits = in.bytes(Partitions.COUNT_MAX / Byte.SIZE);
    if (bits.length > 0 && bits[bits.length - 1] == 0) {
      throw new CodecException("a longer bitmap than it takes");
    }
    return BitSet.valueOf(bits);
  }

  private static void writePromised(Encoder out, PeerReply.Promised promised) {
    out.u8(promised.accepted().isPresent() ? 1 : 0);
    promised
        .accepted()
        .ifPresent(
            accepted -> {
              writeBallot(out, accepted.ballot());
              out.utf8(accepted.entryJson());
            });
  }

  private static PeerReply.Promised readPromised(Decoder in) {
    return new PeerReply.Promised(
        flag(in)
            ? Optional.of(
                new PeerReply.Accepted(readBallot(in), in.utf8(Network.MESSAGE_BYTES_MAX)))
            : Optional.empty());
  }

  private static void writeBallot(Encoder out, Ballot ballot) {
    out.varint(ballot.round()).fixed(ballot.node().value());
  }

  private static Ballot readBallot(Decoder in) {
    return new Ballot(in.varint(), new NodeId(in.fixed()));
  }

  /** A head with damage is a kind of its own: who does not know it takes it for no answer. */
  private static void writeHead(Encoder out, PeerReply.Head head) {
    List<Version> live = head.object().live();
    boolean hasDamage = live.stream().anyMatch(version -> !head.holds(version.dot()));
    out.u8(hasDamage ? 6 : 1).u8(head.filled() ? 1 : 0).varint(head.removalNumber());
    BlobObjectCodec.write(head.object(), out);
    writeOptionalBytes(out, head.smallBody());
    if (hasDamage) {
      live.forEach(version -> out.u8(head.holds(version.dot()) ? 0 : 1));
    }
  }

  private static PeerReply.Head readDamagedHead(Decoder in) {
    boolean filled = flag(in);
    long removalNumber = in.varint();
    BlobObject object = BlobObjectCodec.read(in);
    Optional<Buffer> smallBody = readOptionalBytes(in);
    Set<Dot> damaged = new HashSet<>();
    for (Version version : object.live()) {
      if (flag(in)) {
        damaged.add(version.dot());
      }
    }
    if (damaged.isEmpty()) {
      throw new CodecException("a head with damage, without damage");
    }
    return new PeerReply.Head(filled, removalNumber, object, smallBody, damaged);
  }

  private static void writeRequest(Encoder out, PeerRequest request) {
    if (request instanceof PeerRequest.Head head) {
      writeKey(out.u8(1), head.key());
      out.u8(head.withSmallBody() ? 1 : 0);
    } else if (request instanceof PeerRequest.SmallBody body) {
      writeKey(out.u8(2), body.key());
      out.utf8(body.dot().token());
    } else if (request instanceof PeerRequest.Commit commit) {
      writeKey(out.u8(3), commit.key());
      BlobObjectCodec.write(commit.fragment(), out);
      writeNewBytes(out, commit.bytes());
    } else if (request instanceof PeerRequest.Offer offer) {
      writeKey(out.u8(4), offer.key());
      BlobObjectCodec.write(offer.object(), out);
    } else if (request instanceof PeerRequest.Introduce) {
      out.u8(5);
    } else if (request instanceof PeerRequest.Promise promise) {
      out.u8(6).utf8(promise.entryJson());
    } else if (request instanceof PeerRequest.Founded founded) {
      out.u8(7).utf8(founded.entryJson());
    } else if (request instanceof PeerRequest.Follow follow) {
      out.u8(60).utf8(follow.entryJson());
    } else if (request instanceof PeerRequest.OfChain ofChain) {
      writeOfChain(out, ofChain);
    } else if (request instanceof PeerRequest.OfPartition ofPartition) {
      writeOfPartition(out, ofPartition);
    } else if (request instanceof PeerRequest.AskKeys ask) {
      ListingCodec.write(out.u8(70), ask);
    }
  }

  private static void writeOfPartition(Encoder out, PeerRequest.OfPartition request) {
    if (request instanceof PeerRequest.OfRemoval ofRemoval) {
      RemovalCodec.write(out, ofRemoval);
    } else if (request instanceof PeerRequest.AskHashes ask) {
      TreeCodec.write(out.u8(30), ask);
    } else if (request instanceof PeerRequest.AskLeaves ask) {
      TreeCodec.write(out.u8(31), ask);
    } else if (request instanceof PeerRequest.Level level) {
      TreeCodec.write(out.u8(32), level);
    } else if (request instanceof PeerRequest.AskHeld ask) {
      HandoffCodec.write(out.u8(20), ask);
    }
  }

  private static void writeOfChain(Encoder out, PeerRequest.OfChain request) {
    if (request instanceof PeerRequest.AskChain) {
      out.u8(8);
    } else if (request instanceof PeerRequest.Prepare prepare) {
      writeBallot(out.u8(9).varint(prepare.number()), prepare.ballot());
    } else if (request instanceof PeerRequest.Accept accept) {
      writeBallot(out.u8(10), accept.ballot());
      out.utf8(accept.entryJson());
    } else if (request instanceof PeerRequest.Chosen chosen) {
      out.u8(11).utf8(chosen.entryJson());
    } else if (request instanceof PeerRequest.Pledge pledge) {
      out.u8(62).utf8(pledge.entryJson());
    } else if (request instanceof PeerRequest.Fullness) {
      out.u8(61);
    }
  }

  private static PeerRequest readRequest(Decoder in) {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new PeerRequest.Head(readKey(in), flag(in));
      case 2 -> new PeerRequest.SmallBody(readKey(in), Dot.parse(in.utf8(TEXT_BYTES_MAX)));
      case 3 -> new PeerRequest.Commit(readKey(in), BlobObjectCodec.read(in), readNewBytes(in));
      case 4 -> new PeerRequest.Offer(readKey(in), BlobObjectCodec.read(in));
      case 5 -> new PeerRequest.Introduce();
      case 6 -> new PeerRequest.Promise(in.utf8(Network.MESSAGE_BYTES_MAX));
      case 7 -> new PeerRequest.Founded(in.utf8(Network.MESSAGE_BYTES_MAX));
      case 8 -> new PeerRequest.AskChain();
      case 9 -> new PeerRequest.Prepare(in.varint(), readBallot(in));
      case 10 -> new PeerRequest.Accept(readBallot(in), in.utf8(Network.MESSAGE_BYTES_MAX));
      case 11 -> new PeerRequest.Chosen(in.utf8(Network.MESSAGE_BYTES_MAX));
      case 60 -> new PeerRequest.Follow(in.utf8(Network.MESSAGE_BYTES_MAX));
      case 61 -> new PeerRequest.Fullness();
      case 62 -> new PeerRequest.Pledge(in.utf8(Network.MESSAGE_BYTES_MAX));
      case RemovalCodec.ASK, RemovalCodec.CONFIRM, RemovalCodec.REMOVE ->
          RemovalCodec.read(kind, in);
      case 30 -> TreeCodec.readAskHashes(in);
      case 31 -> TreeCodec.readAskLeaves(in);
      case 32 -> TreeCodec.readLevel(in);
      case 20 -> HandoffCodec.readAskHeld(in);
      case 70 -> ListingCodec.readAskKeys(in);
      default -> throw new CodecException("unknown kind of request: " + kind);
    };
  }

  private static void writeEnvelope(Encoder out, Envelope envelope) {
    out.u8(envelope.chain().isPresent() ? 1 : 0);
    envelope
        .chain()
        .ifPresent(
            chain -> out.varint(chain.generation()).varint(chain.number()).utf8(chain.digest()));
    out.varint(envelope.removalNumber());
  }

  private static Envelope readEnvelope(Decoder in) {
    Optional<ChainPosition> chain =
        flag(in)
            ? Optional.of(new ChainPosition(in.varint(), in.varint(), in.utf8(DIGEST_CHARS)))
            : Optional.empty();
    return new Envelope(chain, in.varint());
  }

  private static void writeNewBytes(Encoder out, NewBytes bytes) {
    if (bytes instanceof NewBytes.None) {
      out.u8(0);
    } else if (bytes instanceof NewBytes.Inline inline) {
      out.u8(1).bytes(inline.bytes().getBytes());
    } else if (bytes instanceof NewBytes.Staged staged) {
      out.u8(2).fixed(staged.stage().coordinator().value()).fixed(staged.stage().number());
    }
  }

  private static NewBytes readNewBytes(Decoder in) {
    int kind = in.u8();
    return switch (kind) {
      case 0 -> new NewBytes.None();
      case 1 -> new NewBytes.Inline(buffer(in));
      case 2 -> new NewBytes.Staged(new StageId(new NodeId(in.fixed()), in.fixed()));
      default -> throw new CodecException("unknown kind of bytes: " + kind);
    };
  }

  private static void writeIntroduction(Encoder out, PeerReply.Introduction introduction) {
    out.fixed(introduction.node().value()).fixed(introduction.incarnation().value());
    out.utf8(introduction.peer().toString()).utf8(introduction.client().toString());
    out.varint(introduction.zone()).varint(introduction.weight());
    out.utf8(introduction.promised().orElse("")).utf8(introduction.chain().orElse(""));
  }

  private static PeerReply.Introduction readIntroduction(Decoder in) {
    return new PeerReply.Introduction(
        new NodeId(in.fixed()),
        new Incarnation(in.fixed()),
        Address.parse(in.utf8(TEXT_BYTES_MAX)),
        Address.parse(in.utf8(TEXT_BYTES_MAX)),
        (int) in.varint(Integer.MAX_VALUE),
        (int) in.varint(Integer.MAX_VALUE),
        text(in),
        text(in));
  }

  private static Optional<String> text(Decoder in) {
    String text = in.utf8(Network.MESSAGE_BYTES_MAX);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static void writeKey(Encoder out, PartitionedKey key) {
    out.varint(key.partition()).bytes(key.key().bytes());
  }

  private static PartitionedKey readKey(Decoder in) {
    int partition = (int) in.varint(PARTITION_MAX);
    return new PartitionedKey(partition, BlobKey.ofUtf8(in.bytes(BlobKey.LENGTH_MAX)));
  }

  private static void writeOptionalBytes(Encoder out, Optional<Buffer> bytes) {
    out.u8(bytes.isPresent() ? 1 : 0);
    bytes.ifPresent(buffer -> out.bytes(buffer.getBytes()));
  }

  private static Optional<Buffer> readOptionalBytes(Decoder in) {
    return flag(in) ? Optional.of(buffer(in)) : Optional.empty();
  }

  private static Buffer buffer(Decoder in) {
    return Buffer.buffer(in.bytes(Network.MESSAGE_BYTES_MAX));
  }

  static boolean flag(Decoder in) {
    int value = in.u8();
    if (value > 1) {
      throw new CodecException("neither yes nor no: " + value);
    }
    return value == 1;
  }

  private static void checkFormat(Decoder in) {
    int format = in.u8();
    if (format != FORMAT) {
      throw new CodecException("peer message of format " + format + ", this node knows " + FORMAT);
    }
  }

  /** What fits; halves of surrogate pairs, which UTF-8 cannot say, become question marks. */
  private static String cut(String text) {
    String start = text.substring(0, Math.min(text.length(), TEXT_BYTES_MAX / 4));
    return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
