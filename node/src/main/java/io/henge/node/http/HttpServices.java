package io.henge.node.http;

import io.henge.node.coordinator.Coordinators;
import io.henge.node.membership.CurrentChain;
import io.henge.node.metrics.Meters;
import io.henge.node.port.Entropy;
import java.util.function.Supplier;

/**
 * What stands behind the listeners.
 *
 * @param coordinators the coordinators of this node
 * @param routing says which node works on a key
 * @param chain the newest entry of the chain
 * @param health of this node, asked for by any thread, answered at once
 * @param meters for counting
 * @param entropy for request ids; thread-safe
 * @param backups of this node's directory
 * @param comparisons of the copies here with others
 * @param nodeId this node's id as text, or a word for it before it has one
 */
public record HttpServices(
    Coordinators coordinators,
    OwnerRouting routing,
    CurrentChain chain,
    Supplier<Health> health,
    Meters meters,
    Entropy entropy,
    Backups backups,
    LastComparisons comparisons,
    String nodeId) {}
