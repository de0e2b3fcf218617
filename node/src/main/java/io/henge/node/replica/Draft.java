package io.henge.node.replica;

import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Policy;
import java.util.Optional;

/**
 * A version before it has a dot.
 *
 * @param past what the write replaces, exactly (rules V2 and V8)
 * @param policy the bucket's policy, stamped into the version (rule V5)
 * @param requestId the id that the client chose, if it did (rule V9)
 * @param content what the bytes are; empty for a delete (rule V4)
 */
public record Draft(
    Context past, Policy policy, Optional<String> requestId, Optional<Content> content) {}
