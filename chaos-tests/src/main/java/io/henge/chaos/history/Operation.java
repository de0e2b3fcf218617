package io.henge.chaos.history;

import java.util.List;
import java.util.Optional;

/**
 * One operation of a client, with all of its attempts.
 *
 * @param number in the order in which they were begun, from 0
 * @param client who did it; each does one after the other
 * @param kind what was asked for
 * @param key the key; of a {@link Kind#LIST} the prefix
 * @param write of a write, its name, which no other one of the run has; it is what a body says that
 *     it is
 * @param context of a write that sent a context, the writes that it came with; empty when it sent
 *     none
 * @param contextMicros when its client had that context; 0 without one
 * @param strict whether stand-ins were refused ({@code sloppy=false})
 * @param node whom it asked first; 0 when the client chose
 * @param beganMicros when it was begun, in microseconds since the beginning of the history
 * @param endedMicros when its client heard the last of it
 * @param outcome what its client knows of it
 * @param status of the last answer; 0 when none came
 * @param attempts how often it was sent
 * @param acted how many of these attempts may have had an effect; those that did not arrive, or
 *     were refused, had none
 * @param shown of a read, the writes that it showed: one of {@link Kind#GET}, all of {@link
 *     Kind#VERSIONS}, one of each key of {@link Kind#LIST}
 * @param acks by how many nodes a write was acknowledged
 * @param standIns how many of them were stand-ins
 * @param degraded whether the answer said so
 * @param note for people: why it failed, or what was wrong with a body
 */
public record Operation(
    long number,
    int client,
    Kind kind,
    String key,
    Optional<String> write,
    Optional<List<String>> context,
    long contextMicros,
    boolean strict,
    int node,
    long beganMicros,
    long endedMicros,
    Outcome outcome,
    int status,
    int attempts,
    int acted,
    List<String> shown,
    int acks,
    int standIns,
    boolean degraded,
    String note) {
  /** The client that reads all when all is healed. */
  public static final int LAST_READER = 0;

  /** Those that write at one node when all is over have this number and the node's. */
  public static final int LAST_WRITERS = 100;

  public Operation {
    shown = List.copyOf(shown);
    context = context.map(List::copyOf);
  }

  /** What was asked for. */
  public enum Kind {
    PUT,
    /** A PUT with {@code If-None-Match: *}. */
    PUT_IF_ABSENT,
    DELETE,
    GET,
    /** A GET of some of the bytes. */
    RANGE,
    /** A GET of all siblings. */
    VERSIONS,
    /** All keys of a prefix. */
    LIST;

    /** Whether it may change something. */
    public boolean isWrite() {
      return this == PUT || this == PUT_IF_ABSENT || this == DELETE;
    }
  }

  /** What its client knows of it. */
  public enum Outcome {
    /** It was answered as asked; of a read, also when there was nothing. */
    OK,
    /** It was refused, and a write of it had no effect and never will. */
    REFUSED,
    /** No answer, or one that does not tell: a write may have had an effect, and may still have. */
    UNKNOWN,
    /** A body came that is none that was ever sent, or not the one that it says that it is. */
    DAMAGED
  }

  /** Whether it is one of the reads by which a schedule ends, when all is healed. */
  public boolean isLastRead() {
    return client == LAST_READER;
  }

  /** Whether it is of those by which it is seen that each node takes writes again. */
  public boolean isLastWrite() {
    return client > LAST_WRITERS;
  }

  /** How long it took. */
  public long tookMicros() {
    return endedMicros - beganMicros;
  }
}
