package io.henge.node.storage;

import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.BlobObjectCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a record in the index: the format; 1 and the mint mark's epoch and counter, or 0;
 * chain number; removal number; the object; a byte for the place of each live version. A new format
 * of the object inside is a new format of the record.
 */
final class IndexRecordCodec {
  /** The format that is written, and the newest that can be read. */
  static final int FORMAT = 1;

  private IndexRecordCodec() {}

  static byte[] encode(StoredRecord stored) {
    IndexRecord record = stored.record();
    Encoder out = new Encoder().u8(FORMAT).u8(record.mint().isPresent() ? 1 : 0);
    record.mint().ifPresent(mint -> out.varint(mint.epoch()).varint(mint.counter()));
    out.varint(record.chainNumber()).varint(record.removalNumber());
    BlobObjectCodec.write(record.object(), out);
    stored.places().forEach(place -> out.u8(place.code()));
    return out.toByteArray();
  }

  /**
   * Reads exactly what {@link #encode} made.
   *
   * @throws CodecException if it is anything else
   * @throws NewerFormatException if a newer program wrote it
   */
  static StoredRecord decode(byte[] bytes) throws NewerFormatException {
    Decoder in = new Decoder(bytes);
    int format = in.u8();
    if (format > FORMAT) {
      throw new NewerFormatException("a record of the index", format, FORMAT);
    }
    try {
      Optional<MintMark> mint =
          in.varint(1) == 0
              ? Optional.empty()
              : Optional.of(new MintMark(in.varint(), in.varint()));
      long chainNumber = in.varint(Long.MAX_VALUE);
      long removalNumber = in.varint(Long.MAX_VALUE);
      BlobObject object = BlobObjectCodec.read(in);
      List<Place> places = new ArrayList<>();
      for (int i = 0; i < object.live().size(); i++) {
        places.add(Place.ofCode(in.u8()));
      }
      in.expectEnd();
      return new StoredRecord(new IndexRecord(object, mint, chainNumber, removalNumber), places);
    } catch (IllegalArgumentException invalid) {
      throw new CodecException("a record of the index: " + invalid.getMessage(), invalid);
    }
  }
}
