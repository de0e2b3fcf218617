package io.henge.node.world.search;

import io.henge.contract.Seen;
import io.henge.contract.Write;
import java.util.Optional;

/**
 * A context as a client got it.
 *
 * @param token as it stood in an answer
 * @param seen what it can cover
 * @param shown the version that came with it, if it was one
 * @param tag its entity tag; empty without version
 */
record Ticket(String token, Seen seen, Optional<Write> shown, String tag) {}
