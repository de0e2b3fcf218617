package io.henge.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.ring.codec.CodecException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private final Recorder recorder = new Recorder();
  private final FrameReader reader = new FrameReader(recorder);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 12, 13, 14, 100, 4096, 1 << 20})
  void frames_come_out_as_they_went_in_however_the_bytes_were_cut(int chunkBytes) {
    reader.proven();
    Buffer bytes = Buffer.buffer();
    List<String> expected = new ArrayList<>();
    for (int size : new int[] {0, 1, 5000, 3, 0, 70_000}) {
      Buffer payload = bytes(size, size);
      bytes.appendBuffer(frame(FrameType.CALL, size, payload));
      expected.add("CALL " + size + " " + payload.hashCode());
    }
    feed(bytes, chunkBytes);
    assertThat(recorder.frames).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 1000, 1 << 20})
  void data_is_passed_on_in_slices_and_never_gathered(int chunkBytes) {
    reader.proven();
    Buffer payload = bytes(1, 100_000);
    Buffer bytes = frame(FrameType.DATA, 1, payload);
    bytes.appendBuffer(frame(FrameType.DATA, 1, Buffer.buffer()));
    bytes.appendBuffer(frame(FrameType.END, 1, Buffer.buffer()));
    feed(bytes, chunkBytes);
    assertThat(recorder.bytes).isEqualTo(payload);
    assertThat(recorder.largestSlice).isLessThanOrEqualTo(chunkBytes);
    assertThat(recorder.frames).hasSize(1);
  }

  @Test
  void bytes_outside_of_frames_end_where_they_should() {
    reader.proven();
    reader.expectRaw(5_000);
    Buffer raw = bytes(2, 5_000);
    feed(raw.copy().appendBuffer(frame(FrameType.GONE, 7, Buffer.buffer())), 999);
    assertThat(recorder.bytes).isEqualTo(raw);
    assertThat(recorder.frames).hasSize(1);
  }

  @Test
  void an_unknown_type_is_refused() {
    Buffer header = Frame.header(0, 99, 1, 0);
    assertThatThrownBy(() -> reader.read(header)).hasMessageContaining("unknown type 99");
  }

  @Test
  void a_frame_over_the_bound_is_refused_by_its_header_alone() {
    reader.proven();
    Buffer header = Frame.header(FrameReader.CONTROL_BYTES_MAX + 1, FrameType.CALL.code(), 1, 0);
    assertThatThrownBy(() -> reader.read(header)).hasMessageContaining("at most");
  }

  @Test
  void a_peer_that_has_not_proven_itself_can_send_neither_large_frames_nor_data() {
    for (FrameType type : new FrameType[] {FrameType.HELLO, FrameType.DATA}) {
      FrameReader fresh = new FrameReader(recorder);
      Buffer header = Frame.header(FrameReader.UNPROVEN_BYTES_MAX + 1, type.code(), 1, 0);
      assertThatThrownBy(() -> fresh.read(header)).hasMessageContaining("at most");
    }
  }

  @Test
  void a_byte_that_was_changed_on_its_way_is_noticed_wherever_it_is() {
    Buffer before = frame(FrameType.CALL, 5, bytes(1, 50)).appendBuffer(frame(FrameType.PING, 6));
    Buffer body = frame(FrameType.DATA, 7, bytes(2, 10));
    Buffer all =
        before.copy().appendBuffer(body).appendBuffer(frame(FrameType.END, 7, bytes(3, 12)));
    int bodyFrom = before.length() + Frame.HEADER_BYTES;
    for (int at = 0; at < all.length(); at++) {
      // The bytes of a body are summed up from end to end.
      if (at < bodyFrom || at >= before.length() + body.length()) {
        FrameReader fresh = new FrameReader(recorder);
        fresh.proven();
        Buffer changed = all.copy().setByte(at, (byte) (all.getByte(at) ^ 1));
        assertThatThrownBy(() -> fresh.read(changed))
            .as("byte %d", at)
            .hasMessageContaining("damaged");
      }
    }
  }

  @Test
  void a_stopped_reader_drops_the_rest_of_its_chunk() {
    reader.proven();
    recorder.stops = true;
    Buffer one = frame(FrameType.PING, 1, Buffer.buffer());
    reader.read(one.copy().appendBuffer(one).appendBuffer(one));
    assertThat(recorder.frames).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void payloads_of_random_bytes_are_read_or_refused_and_nothing_else(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] payload = new byte[random.nextInt(80)];
      random.nextBytes(payload);
      List<Runnable> readers =
          List.of(
              () -> BodyMessages.End.decode(Buffer.buffer(payload)),
              () -> BodyMessages.Read.decode(Buffer.buffer(payload)),
              () -> BodyMessages.decodeStage(Buffer.buffer(payload)),
              () -> BodyMessages.Announced.decode(Buffer.buffer(payload)),
              () -> BodyMessages.decodeFailure(Buffer.buffer(payload)),
              () -> BodyMessages.decodeText(Buffer.buffer(payload)),
              () -> Hello.decode(payload));
      for (Runnable read : readers) {
        try {
          read.run();
        } catch (IllegalArgumentException | CodecException | HandshakeRefused refused) {
          // That is how they refuse.
          assertThat(refused.getMessage()).as("seed %d", seed).isNotEmpty();
        }
      }
    }
  }

  private static Buffer frame(FrameType type, long callId, Buffer... payload) {
    Buffer whole = Buffer.buffer();
    List.of(payload).forEach(whole::appendBuffer);
    return Frame.header(type, callId, whole.length(), List.of(whole)).appendBuffer(whole);
  }

  private void feed(Buffer bytes, int chunkBytes) {
    for (int at = 0; at < bytes.length(); at += chunkBytes) {
      reader.read(bytes.getBuffer(at, Math.min(bytes.length(), at + chunkBytes)));
    }
  }

  private static Buffer bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private final class Recorder implements FrameSink {
    private final List<String> frames = new ArrayList<>();
    private final Buffer bytes = Buffer.buffer();
    private int largestSlice;
    private boolean stops;

    @Override
    public void frame(Frame frame) {
      frames.add(frame.type() + " " + frame.callId() + " " + frame.payload().hashCode());
      if (stops) {
        reader.stop();
      }
    }

    @Override
    public void bytes(Buffer slice) {
      bytes.appendBuffer(slice);
      largestSlice = Math.max(largestSlice, slice.length());
    }

    @Override
    public void closed(String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
