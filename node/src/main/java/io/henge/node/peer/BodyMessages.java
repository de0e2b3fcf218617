package io.henge.node.peer;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.BlobObjectCodec;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/**
 * The payloads of the frames about bodies. What is read is checked: the bytes may come from
 * anywhere, and the methods answer or throw {@link IllegalArgumentException} or {@link
 * CodecException}.
 */
final class BodyMessages {
  private static final int TEXT_CHARS_MAX = 512;
  private static final int TEXT_BYTES_MAX = 3 * TEXT_CHARS_MAX;
  private static final int REASON_BYTES_MAX = 64;

  private BodyMessages() {}

  /** {@link FrameType#END}: what the whole body was. */
  record End(long sizeBytes, int crc32c) {
    Buffer encode() {
      return Buffer.buffer(12).appendLong(sizeBytes).appendInt(crc32c);
    }

    static End decode(Buffer payload) {
      Decoder in = new Decoder(payload.getBytes());
      End end = new End(in.fixed(), in.fixed32());
      in.expectEnd();
      return end;
    }
  }

  /** {@link FrameType#READ}: a slice of a version that has content. */
  record Read(PartitionedKey key, Version version, ByteRange range) {
    Buffer encode() {
      Encoder out = new Encoder();
      out.varint(key.partition()).bytes(key.key().bytes());
      out.varint(range.offset()).varint(range.length());
      // An object of this version alone has a codec, and holds all of it.
      BlobObjectCodec.write(BlobObject.written(version), out);
      return Buffer.buffer(out.toByteArray());
    }

    static Read decode(Buffer payload) {
      Decoder in = new Decoder(payload.getBytes());
      int partition = (int) in.varint(Integer.MAX_VALUE);
      BlobKey key = BlobKey.ofUtf8(in.bytes(BlobKey.LENGTH_MAX));
      ByteRange range = new ByteRange(in.varint(Long.MAX_VALUE), in.varint(Long.MAX_VALUE));
      BlobObject object = BlobObjectCodec.read(in);
      in.expectEnd();
      if (object.live().size() != 1) {
        throw new CodecException("a read of " + object.live().size() + " versions");
      }
      return new Read(new PartitionedKey(partition, key), object.live().get(0), range);
    }
  }

  /** {@link FrameType#OPEN_STAGE}: which stage, and how long the body will be if that is known. */
  record OpenStage(StageId id, OptionalLong sizeBytes) {
    Buffer encode() {
      Encoder out = new Encoder();
      out.fixed(id.coordinator().value()).fixed(id.number());
      out.u8(sizeBytes.isPresent() ? 1 : 0);
      sizeBytes.ifPresent(out::varint);
      return Buffer.buffer(out.toByteArray());
    }

    static OpenStage decode(Buffer payload) {
      Decoder in = new Decoder(payload.getBytes());
      StageId id = new StageId(new NodeId(in.fixed()), in.fixed());
      OptionalLong size =
          in.u8() == 1 ? OptionalLong.of(in.varint(Long.MAX_VALUE)) : OptionalLong.empty();
      in.expectEnd();
      return new OpenStage(id, size);
    }
  }

  /** {@link FrameType#ABANDON}: which stage. */
  static Buffer encodeStage(StageId id) {
    return Buffer.buffer(16).appendLong(id.coordinator().value()).appendLong(id.number());
  }

  static StageId decodeStage(Buffer payload) {
    Decoder in = new Decoder(payload.getBytes());
    StageId id = new StageId(new NodeId(in.fixed()), in.fixed());
    in.expectEnd();
    return id;
  }

  /** {@link FrameType#BODY}: what follows outside of frames. */
  record Announced(long sizeBytes, int crc32c) {
    Announced {
      if (sizeBytes < 0) {
        throw new CodecException("a body of " + sizeBytes + " bytes");
      }
    }

    Buffer encode() {
      return Buffer.buffer(12).appendLong(sizeBytes).appendInt(crc32c);
    }

    static Announced decode(Buffer payload) {
      Decoder in = new Decoder(payload.getBytes());
      Announced body = new Announced(in.fixed(), in.fixed32());
      in.expectEnd();
      return body;
    }
  }

  /** {@link FrameType#REFUSED} and {@link FrameType#CALL_FAILED}: a reason for people. */
  static Buffer encodeText(String text) {
    return Buffer.buffer(bounded(text));
  }

  static String decodeText(Buffer payload) {
    // It goes to a log, so what could forge a line of it is taken out.
    return bounded(payload.toString()).replaceAll("\\p{Cntrl}", " ");
  }

  /** {@link FrameType#FAIL}: why a stage or a read failed. */
  static Buffer encodeFailure(Throwable why) {
    String text = why instanceof StorageFailure ? why.getMessage() : "the store failed";
    return Buffer.buffer(new Encoder().utf8(reason(why).name()).utf8(bounded(text)).toByteArray());
  }

  private static Reason reason(Throwable why) {
    if (why instanceof StorageFailure failure) {
      if (failure.kind() == StorageFailure.Kind.NO_SPACE) {
        return Reason.NO_SPACE;
      }
      if (failure.kind() == StorageFailure.Kind.BUSY) {
        return Reason.REFUSED;
      }
    }
    return Reason.STORAGE;
  }

  static NetworkFailure decodeFailure(Buffer payload) {
    Decoder in = new Decoder(payload.getBytes());
    String name = in.utf8(REASON_BYTES_MAX);
    String text = in.utf8(TEXT_BYTES_MAX);
    in.expectEnd();
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(name)) {
        return new NetworkFailure(reason, text);
      }
    }
    // A newer peer may know reasons that this program does not.
    return new NetworkFailure(Reason.REFUSED, name + ": " + text);
  }

  private static String bounded(String text) {
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
  }
}
