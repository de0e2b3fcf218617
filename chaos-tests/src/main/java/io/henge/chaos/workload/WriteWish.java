package io.henge.chaos.workload;

import java.util.Optional;

/**
 * A write that a client wants.
 *
 * @param key where
 * @param name of the write
 * @param payload what is stored; empty for a delete
 * @param ifAbsent whether only where nothing is
 * @param context sent with it
 * @param strict whether stand-ins are refused
 */
record WriteWish(
    String key,
    String name,
    Optional<Payload> payload,
    boolean ifAbsent,
    Optional<String> context,
    boolean strict) {}
