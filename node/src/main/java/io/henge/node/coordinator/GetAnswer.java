package io.henge.node.coordinator;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.ring.version.Version;
import java.util.Optional;

/**
 * What a GET found; absent and deleted keys are failures instead (404, 410).
 *
 * @param version the version to show
 * @param contextToken that version and its past, as a token (rule V7)
 * @param siblings how many versions with bytes there are that have not expired, 1 or more
 * @param modified false when the preconditions say that the client has it already (304)
 * @param range the slice that is answered
 * @param partial whether a range was asked for (206)
 * @param degraded whether fewer than R owners stand behind the answer (rule W4)
 * @param body the bytes of the range, open; the receiver closes it; empty for HEAD and 304
 * @param chainNumber the chain entry under which it was read
 */
public record GetAnswer(
    Version version,
    String contextToken,
    int siblings,
    boolean modified,
    ByteRange range,
    boolean partial,
    boolean degraded,
    Optional<OpenBody> body,
    long chainNumber) {}
