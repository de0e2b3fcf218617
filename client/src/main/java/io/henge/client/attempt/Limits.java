package io.henge.client.attempt;

/**
 * How long a client tries.
 *
 * @param requestMillis how long new attempts at one request are begun, counted from its start, or
 *     from the last byte of its body
 * @param attemptMillis how long one node is waited for to answer
 * @param stallMillis how long a body may stand still
 */
public record Limits(long requestMillis, long attemptMillis, long stallMillis) {}
