package io.henge.node.storage;

import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * How far the scrub has come. It is noted in the index now and then, so that a restart goes on
 * where the last process was: format (u8); the phase's code (u8); completed passes; start and end
 * in milliseconds since 1970 (varints); 0, or 1 and the cursor as bytes; the next directory (u8);
 * and the five numbers of the tally, and the bytes of the last completed pass (varints).
 *
 * @param passes completed so far
 * @param phase what is being done
 * @param cursor the table key of the last record that was checked
 * @param directory the next of the first level's directories that is looked through for orphans
 * @param startedMillis when the last pass began; 0 before the first one
 * @param finishedMillis when the last completed pass ended; 0 before that
 * @param tally of the pass that runs, or of the last one
 * @param lastBytes how much the last completed pass has read
 */
record ScrubState(
    long passes,
    Phase phase,
    Optional<Buffer> cursor,
    int directory,
    long startedMillis,
    long finishedMillis,
    ScrubTally tally,
    long lastBytes) {
  private static final int FORMAT = 1;
  private static final int CURSOR_BYTES_MAX = 4096;

  /** How many directories there are on the first level of the blob files. */
  static final int DIRECTORIES = 256;

  static final ScrubState NEVER =
      new ScrubState(0, Phase.RESTING, Optional.empty(), 0, 0, 0, ScrubTally.NOTHING, 0);

  /** What a pass does, one after the other. */
  enum Phase {
    /** No pass runs. */
    RESTING(0),
    /** The index itself is compared with its checksums. */
    INDEX(1),
    /** Records and the bodies that they name are checked. */
    RECORDS(2),
    /** Files that no record names are looked for. */
    FILES(3);

    private final int code;

    Phase(int code) {
      this.code = code;
    }

    private static Phase ofCode(int code) {
      for (Phase phase : values()) {
        if (phase.code == code) {
          return phase;
        }
      }
      throw new CodecException("no phase has the code " + code);
    }
  }

  boolean isRunning() {
    return phase != Phase.RESTING;
  }

  ScrubState begun(long nowMillis) {
    return new ScrubState(
        passes,
        Phase.INDEX,
        Optional.empty(),
        0,
        nowMillis,
        finishedMillis,
        ScrubTally.NOTHING,
        lastBytes);
  }

  ScrubState in(Phase next) {
    return new ScrubState(
        passes, next, cursor, directory, startedMillis, finishedMillis, tally, lastBytes);
  }

  ScrubState at(Optional<Buffer> record) {
    return new ScrubState(
        passes, phase, record, directory, startedMillis, finishedMillis, tally, lastBytes);
  }

  ScrubState atDirectory(int number) {
    return new ScrubState(
        passes, phase, cursor, number, startedMillis, finishedMillis, tally, lastBytes);
  }

  ScrubState with(ScrubTally more) {
    return new ScrubState(
        passes,
        phase,
        cursor,
        directory,
        startedMillis,
        finishedMillis,
        tally.plus(more),
        lastBytes);
  }

  ScrubState finished(long nowMillis) {
    return new ScrubState(
        passes + 1,
        Phase.RESTING,
        Optional.empty(),
        0,
        startedMillis,
        nowMillis,
        tally,
        tally.bytes());
  }

  byte[] encode() {
    Encoder out = new Encoder().u8(FORMAT).u8(phase.code).varint(passes);
    out.varint(startedMillis).varint(finishedMillis);
    out.u8(cursor.isPresent() ? 1 : 0);
    cursor.ifPresent(at -> out.bytes(at.getBytes()));
    out.varint(directory);
    out.varint(tally.records()).varint(tally.bytes()).varint(tally.corrupt());
    out.varint(tally.missing()).varint(tally.orphans()).varint(lastBytes);
    return out.toByteArray();
  }

  /** Reads what {@link #encode} made; what cannot be read was never there, and costs a pass. */
  static ScrubState decode(byte[] bytes) {
    Decoder in = new Decoder(bytes);
    try {
      if (in.u8() != FORMAT) {
        return NEVER;
      }
      Phase phase = Phase.ofCode(in.u8());
      long passes = in.varint(Long.MAX_VALUE);
      long startedMillis = in.varint(Long.MAX_VALUE);
      long finishedMillis = in.varint(Long.MAX_VALUE);
      Optional<Buffer> cursor =
          in.varint(1) == 1
              ? Optional.of(Buffer.buffer(in.bytes(CURSOR_BYTES_MAX)))
              : Optional.empty();
      int directory = (int) in.varint(DIRECTORIES);
      ScrubTally tally =
          new ScrubTally(
              in.varint(Long.MAX_VALUE),
              in.varint(Long.MAX_VALUE),
              in.varint(Long.MAX_VALUE),
              in.varint(Long.MAX_VALUE),
              in.varint(Long.MAX_VALUE));
      return new ScrubState(
          passes,
          phase,
          cursor,
          directory,
          startedMillis,
          finishedMillis,
          tally,
          in.varint(Long.MAX_VALUE));
    } catch (CodecException unreadable) {
      return NEVER;
    }
  }
}
