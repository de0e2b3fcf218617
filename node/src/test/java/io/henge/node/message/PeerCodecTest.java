package io.henge.node.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerCodec.Enveloped;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainPosition;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerCodecTest {
  private static final PartitionedKey KEY = new PartitionedKey(65_535, BlobKey.of("a/ä b"));
  private static final Actor ACTOR = new Actor(new NodeId(-1), new Incarnation(7), 3);
  private static final Version FIRST = version(1, Context.EMPTY, Optional.of("id"));
  private static final Version SECOND = version(3, FIRST.context(), Optional.empty());
  private static final BlobObject OBJECT =
      BlobObject.written(FIRST)
          .merge(BlobObject.written(SECOND))
          .merge(BlobObject.written(version(9, Context.EMPTY, Optional.of("other"))));
  private static final Envelope FOUNDED =
      new Envelope(Optional.of(new ChainPosition(1, 300, "0123456789abcdef".repeat(4))), 17);
  private static final Ballot BALLOT = new Ballot(1_000, new NodeId(-3));
  private static final Envelope UNFOUNDED = new Envelope(Optional.empty(), 0);

  private static Version version(long counter, Context past, Optional<String> requestId) {
    return new Version(
        new Dot(ACTOR, counter),
        past,
        new Timestamp(1_700_000_000_000L + counter, 0),
        Policy.SIBLINGS,
        requestId,
        OptionalLong.empty(),
        Optional.of(new Content(5, 99, new TreeMap<>(Map.of("content-type", "text/plain")))));
  }

  static Stream<PeerRequest> requests() {
    return Stream.of(
        new PeerRequest.Head(KEY, true),
        new PeerRequest.Head(KEY, false),
        new PeerRequest.SmallBody(KEY, new Dot(ACTOR, 3)),
        new PeerRequest.Commit(KEY, OBJECT, new NewBytes.None()),
        new PeerRequest.Commit(KEY, OBJECT, new NewBytes.Inline(Buffer.buffer("bytes"))),
        new PeerRequest.Commit(KEY, OBJECT, new NewBytes.Inline(Buffer.buffer())),
        new PeerRequest.Commit(
            KEY, OBJECT, new NewBytes.Staged(new StageId(new NodeId(5), Long.MIN_VALUE))),
        new PeerRequest.Offer(KEY, OBJECT),
        new PeerRequest.Introduce(),
        new PeerRequest.Promise("{\"number\": 1}"),
        new PeerRequest.Founded("{\"name\": \"ä\"}"),
        new PeerRequest.AskChain(),
        new PeerRequest.Prepare(300, BALLOT),
        new PeerRequest.Accept(BALLOT, "{\"name\": \"ä\"}"),
        new PeerRequest.Chosen("{\"number\": 2}"),
        new PeerRequest.Follow("{\"name\": \"ä\"}"),
        new PeerRequest.Fullness(),
        new PeerRequest.AskHashes(65_535, List.of()),
        new PeerRequest.AskHashes(0, List.of(0, 15)),
        new PeerRequest.AskLeaves(3, List.of(0, 255), Optional.of(BlobKey.of("b/ä"))),
        new PeerRequest.AskLeaves(3, List.of(), Optional.empty()),
        new PeerRequest.Level(3, Long.MAX_VALUE),
        new PeerRequest.AskKeys(new KeyRange("", Optional.empty(), KeyBound.START, 1)),
        new PeerRequest.AskKeys(
            new KeyRange("b/ä", Optional.of("//"), KeyBound.past("b/ä/"), KeyRange.LIMIT_MAX)),
        new PeerRequest.AskHeld(65_535, List.of(new KeyDigest(BlobKey.of("b/ä"), OBJECT.digest()))),
        new PeerRequest.AskHeld(0, List.of()),
        new PeerRequest.AskRemoval(65_535, batch(1)),
        new PeerRequest.ConfirmRemoval(
            7, 300, new Timestamp(1_700_000_000_000L, 5), batch(PeerRequest.REMOVAL_MAX)),
        new PeerRequest.Remove(0, 0, batch(2)));
  }

  private static List<KeyDigest> batch(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> new KeyDigest(BlobKey.of("b/ä" + i), OBJECT.digest()))
        .toList();
  }

  static Stream<PeerReply> replies() {
    return Stream.of(
        new PeerReply.Head(true, OBJECT, Optional.of(Buffer.buffer("small"))),
        new PeerReply.Head(false, BlobObject.EMPTY, Optional.empty()),
        new PeerReply.Head(true, 17, OBJECT, Optional.empty(), Set.of(OBJECT.live().get(0).dot())),
        new PeerReply.SmallBody(Buffer.buffer("small")),
        new PeerReply.Held(List.of(true, false)),
        new PeerReply.Held(List.of()),
        new PeerReply.Keys(new BitSet(), List.of(), List.of(), Optional.empty()),
        new PeerReply.Keys(
            BitSet.valueOf(new long[] {5}),
            List.of(
                new KeyObject(BlobKey.of("b/ä"), OBJECT),
                new KeyObject(BlobKey.of("c"), BlobObject.EMPTY)),
            List.of(new Gap(KeyBound.after("b/ä/1"), "b/ä/")),
            Optional.of(KeyBound.at("d"))),
        new PeerReply.Done(),
        introduction(Optional.of("{}"), Optional.of("{\"number\": 1}")),
        introduction(Optional.empty(), Optional.empty()),
        new PeerReply.Refused(Reason.NO_SPACE, "no room for it"),
        new PeerReply.Refused(Reason.REFUSED, ""),
        new PeerReply.Stale("{\"number\": 2}"),
        new PeerReply.Promised(Optional.empty()),
        new PeerReply.Promised(Optional.of(new PeerReply.Accepted(BALLOT, "{\"name\": \"ä\"}"))),
        new PeerReply.Outbid(BALLOT),
        new PeerReply.Outdated(Long.MAX_VALUE),
        new PeerReply.Hashes(0, Timestamp.ZERO, List.of()),
        new PeerReply.Hashes(9, new Timestamp(1_000, 4), List.of(0L, -1L, Long.MIN_VALUE)),
        new PeerReply.Digests(List.of(), Optional.empty()),
        new PeerReply.Digests(
            List.of(new KeyDigest(BlobKey.of("b/ä"), OBJECT.digest())),
            Optional.of(BlobKey.of("b/ö"))),
        new PeerReply.Unfilled(new BitSet(), true),
        new PeerReply.Unfilled(BitSet.valueOf(new byte[] {0, 5, 1}), false),
        new PeerReply.RemovalStanding(300, true, List.of(0, 3, PeerRequest.REMOVAL_MAX - 1)),
        new PeerReply.RemovalStanding(0, false, List.of()),
        new PeerReply.RemovalConfirmed(List.of(1, 2)));
  }

  private static PeerReply introduction(Optional<String> promised, Optional<String> chain) {
    return new PeerReply.Introduction(
        new NodeId(-5),
        new Incarnation(6),
        Address.parse("[::1]:7501"),
        Address.parse("stone-1.example:7401"),
        4,
        100,
        promised,
        chain);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_comes_out_as_it_went_in(PeerRequest request) {
    for (Envelope envelope : List.of(FOUNDED, UNFOUNDED)) {
      assertThat(PeerCodec.decodeRequest(PeerCodec.encode(envelope, request)))
          .isEqualTo(new Enveloped(envelope, request));
    }
  }

  @ParameterizedTest
  @MethodSource("replies")
  void a_reply_comes_out_as_it_went_in(PeerReply reply) {
    assertThat(PeerCodec.decodeReply(PeerCodec.encode(reply))).isEqualTo(reply);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_cut_short_or_with_more_behind_it_is_refused(PeerRequest request) {
    refusesEveryPartOf(PeerCodec.encode(FOUNDED, request), PeerCodec::decodeRequest);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void a_reply_cut_short_or_with_more_behind_it_is_refused(PeerReply reply) {
    refusesEveryPartOf(PeerCodec.encode(reply), PeerCodec::decodeReply);
  }

  private static void refusesEveryPartOf(Buffer bytes, Function<Buffer, ?> decoder) {
    for (int length = 0; length < bytes.length(); length++) {
      Buffer cut = bytes.getBuffer(0, length);
      assertThatThrownBy(() -> decoder.apply(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(CodecException.class);
    }
    assertThatThrownBy(() -> decoder.apply(bytes.copy().appendByte((byte) 0)))
        .isInstanceOf(CodecException.class);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_with_random_faults_is_read_as_something_or_refused(PeerRequest request) {
    survivesFaultsIn(PeerCodec.encode(FOUNDED, request), PeerCodec::decodeRequest);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void a_reply_with_random_faults_is_read_as_something_or_refused(PeerReply reply) {
    survivesFaultsIn(PeerCodec.encode(reply), PeerCodec::decodeReply);
  }

  /** Whatever is not refused must be a message: other exceptions would get past the callers. */
  private static void survivesFaultsIn(Buffer bytes, Function<Buffer, ?> decoder) {
    for (long seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Buffer faulty = bytes.copy();
      for (int fault = 0; fault <= random.nextInt(4); fault++) {
        int position = random.nextInt(faulty.length());
        byte value =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) (faulty.getByte(position) ^ (1 << random.nextInt(8)));
        faulty.setByte(position, value);
      }
      if (random.nextInt(4) == 0) {
        faulty = faulty.getBuffer(0, random.nextInt(faulty.length() + 1));
      }
      try {
        Objects.requireNonNull(decoder.apply(faulty));
      } catch (CodecException refused) {
        Objects.requireNonNull(refused.getMessage());
      } catch (RuntimeException other) {
        throw new AssertionError("seed " + seed, other);
      }
    }
  }

  @Test
  void a_length_that_the_bytes_do_not_bear_out_allocates_nothing() {
    Buffer huge = PeerCodec.encode(new PeerReply.SmallBody(Buffer.buffer("x")));
    // Format, kind, and then a length of 4 MiB in place of 1.
    Buffer lying = huge.getBuffer(0, 2).appendBytes(new byte[] {(byte) 0x80, (byte) 0x80, 2, 1});
    for (int i = 0; i < 10_000; i++) {
      assertThatThrownBy(() -> PeerCodec.decodeReply(lying)).isInstanceOf(CodecException.class);
    }
  }

  @Test
  void another_format_is_refused_by_its_number() {
    Buffer request = PeerCodec.encode(FOUNDED, new PeerRequest.Introduce()).setByte(0, (byte) 2);
    assertThatThrownBy(() -> PeerCodec.decodeRequest(request))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("format 2");
    Buffer reply = PeerCodec.encode(new PeerReply.Done()).setByte(0, (byte) 200);
    assertThatThrownBy(() -> PeerCodec.decodeReply(reply))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("format 200");
  }

  @Test
  void what_is_no_key_position_dot_or_address_is_refused_like_any_other_nonsense() {
    Buffer head = PeerCodec.encode(UNFOUNDED, new PeerRequest.Head(named("ab"), false));
    int slash = head.toString().indexOf("ab");
    assertThatThrownBy(() -> PeerCodec.decodeRequest(head.copy().setByte(slash, (byte) 0)))
        .isInstanceOf(CodecException.class);
    Buffer founded = PeerCodec.encode(FOUNDED, new PeerRequest.Introduce());
    assertThatThrownBy(() -> PeerCodec.decodeRequest(founded.copy().setByte(2, (byte) 0)))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void a_bitmap_has_a_bit_for_each_partition_that_there_can_be_and_no_more() {
    BitSet most = new BitSet();
    most.set(0, Partitions.COUNT_MAX);
    PeerReply all = new PeerReply.Unfilled(most, true);
    assertThat(PeerCodec.decodeReply(PeerCodec.encode(all))).isEqualTo(all);
    most.set(Partitions.COUNT_MAX);
    assertThatThrownBy(() -> new PeerReply.Unfilled(most, true))
        .isInstanceOf(IllegalArgumentException.class);
    Buffer padded = Buffer.buffer(new byte[] {1, 60, 2, 1, 0});
    assertThatThrownBy(() -> PeerCodec.decodeReply(padded)).isInstanceOf(CodecException.class);
  }

  private static PartitionedKey named(String text) {
    return new PartitionedKey(1, BlobKey.of(text));
  }

  @Test
  void a_long_refusal_is_cut_and_still_readable() {
    PeerReply reply = new PeerReply.Refused(Reason.STORAGE, "ä".repeat(100_000));
    assertThat(PeerCodec.decodeReply(PeerCodec.encode(reply)))
        .isInstanceOf(PeerReply.Refused.class);
    PeerReply pairs = new PeerReply.Refused(Reason.STORAGE, "x" + "\uD83D\uDE00".repeat(1_000));
    assertThat(PeerCodec.decodeReply(PeerCodec.encode(pairs)))
        .isInstanceOf(PeerReply.Refused.class);
  }
}
