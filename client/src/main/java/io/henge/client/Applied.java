package io.henge.client;

import java.util.Optional;

/**
 * A write that was applied: it is synced to disk on as many nodes as it asked for.
 *
 * @param version the version that was made; empty for the deletion of what was not there
 * @param context what it has seen, itself included: a write with it replaces exactly that
 * @param requestId by which a retry would be known
 * @param acks how many nodes held it when the node answered
 * @param owners how many owners there are
 * @param standIns how many of the acks came from nodes that stand in for owners
 * @param isDegraded whether too few owners could say what it replaces: it may have left a sibling
 */
public record Applied(
    Optional<String> version,
    Optional<String> context,
    String requestId,
    int acks,
    int owners,
    int standIns,
    boolean isDegraded) {}
