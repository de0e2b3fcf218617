package io.henge.node.replica;

import io.henge.node.message.Snapshot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;

/**
 * A version that has just been made by this node.
 *
 * @param version the version with its dot
 * @param fragment what the other replicas are to merge: the version and its own past
 * @param committed completes when it is durable here
 */
public record Minted(Version version, Snapshot fragment, Future<Void> committed) {}
