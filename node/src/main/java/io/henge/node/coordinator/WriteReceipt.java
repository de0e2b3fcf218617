package io.henge.node.coordinator;

import io.henge.ring.version.Dot;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a write achieved.
 *
 * @param dot the version made; empty for a delete that found nothing
 * @param contextToken what the version has seen, itself included, as a token; empty without version
 * @param crc32c of the body that is stored; empty for a delete, and for a retry whose version has
 *     been replaced
 * @param expiresAtMillis from when on the version reads as absent, in milliseconds since 1970;
 *     empty if it does not expire, for a delete, and for a retry whose version has been replaced
 * @param acks how many replicas hold it durably
 * @param replicas how many there are in the row
 * @param standIns how many of the acks came from nodes that stand in for owners
 * @param degraded whether too few owners could say what it replaces, so that it may have left a
 *     sibling of something that was there before (rule V8)
 * @param chainNumber the chain entry under which it was written
 */
public record WriteReceipt(
    Optional<Dot> dot,
    String contextToken,
    OptionalInt crc32c,
    OptionalLong expiresAtMillis,
    int acks,
    int replicas,
    int standIns,
    boolean degraded,
    long chainNumber) {}
