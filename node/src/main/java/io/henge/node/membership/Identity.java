package io.henge.node.membership;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;

/**
 * Who this node is: both parts are drawn at random when the data directory is made, and live in it.
 *
 * @param node the node's id
 * @param incarnation names the data directory
 */
public record Identity(NodeId node, Incarnation incarnation) {}
