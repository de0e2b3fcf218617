package io.henge.ring.version;

import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@link BlobObject}, in records and messages alike: the format's number; the
 * context; how many live versions, and each ({@link VersionCodec}) by dot; how many request
 * records, and each, ascending, as id, dot and timestamp.
 *
 * <p>An object has one encoding, and whatever else is read is refused, so digests and equality of
 * bytes mean equality of objects. An encoding is bounded by the bounds of its parts; a message that
 * carries one may set a lower bound.
 */
public final class BlobObjectCodec {
  /** The format that is written, and the newest that can be read. */
  public static final int FORMAT = 1;

  private BlobObjectCodec() {}

  public static byte[] encode(BlobObject object) {
    Encoder out = new Encoder();
    write(object, out);
    return out.toByteArray();
  }

  /**
   * Reads exactly what {@link #encode} made.
   *
   * @throws CodecException if it is anything else, or of a newer format
   */
  public static BlobObject decode(byte[] bytes) {
    Decoder in = new Decoder(bytes);
    BlobObject object = read(in);
    in.expectEnd();
    return object;
  }

  /** Appends an object. */
  public static void write(BlobObject object, Encoder out) {
    Context context = object.context();
    out.u8(FORMAT);
    ContextCodec.write(context, out);
    out.varint(object.live().size());
    for (Version version : object.live()) {
      VersionCodec.write(context, version, out);
    }
    out.varint(object.requests().size());
    for (RequestRecord request : object.requests()) {
      out.utf8(request.requestId());
      ContextCodec.writeDot(context, request.dot(), out);
      ContextCodec.writeTimestamp(request.timestamp(), out);
    }
  }

  /**
   * Reads an object; more may follow it.
   *
   * @throws CodecException if there is none, or one of a newer format
   */
  public static BlobObject read(Decoder in) {
    int format = in.u8();
    if (format != FORMAT) {
      throw new CodecException(
          "an object in format %d; this program reads formats up to %d".formatted(format, FORMAT));
    }
    Context context = ContextCodec.read(in);
    int liveCount = in.count(BlobObject.LIVE_MAX);
    List<Version> live = new ArrayList<>();
    for (int i = 0; i < liveCount; i++) {
      live.add(VersionCodec.read(context, in));
    }
    int requestCount = in.count(BlobObject.REQUESTS_MAX);
    List<RequestRecord> requests = new ArrayList<>();
    for (int i = 0; i < requestCount; i++) {
      requests.add(readRequest(context, in));
    }
    return ContextCodec.valid(() -> BlobObject.of(context, live, requests));
  }

  private static RequestRecord readRequest(Context context, Decoder in) {
    String id = in.utf8(RequestRecord.ID_LENGTH_MAX);
    Dot dot = ContextCodec.readDot(context, in);
    Timestamp timestamp = ContextCodec.readTimestamp(in);
    return ContextCodec.valid(() -> new RequestRecord(id, dot, timestamp));
  }
}
