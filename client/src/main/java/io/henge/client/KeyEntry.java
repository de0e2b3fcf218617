package io.henge.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A key in a listing, or the common beginning of several.
 *
 * @param name the key, or the beginning
 * @param isGroup whether it is a beginning, up to a delimiter and with it
 * @param version the one that a plain read would show; empty for a group
 * @param size of that, in bytes; 0 for a group
 * @param contentType of that; empty for a group
 * @param lastModified of that, by the clock of the node that made it
 * @param siblings how many versions there are to choose from; 0 for a group
 */
public record KeyEntry(
    String name,
    boolean isGroup,
    Optional<String> version,
    long size,
    Optional<String> contentType,
    Optional<Instant> lastModified,
    int siblings) {}
