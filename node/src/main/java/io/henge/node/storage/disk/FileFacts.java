package io.henge.node.storage.disk;

/**
 * What tells one file from another, and its state now from its state before.
 *
 * @param identity the same for all names of one file, and for no other file at the same time
 * @param sizeBytes its length
 * @param modifiedMillis when it was last written to, in milliseconds since 1970
 * @param isDirectory whether it is a directory
 */
public record FileFacts(
    Object identity, long sizeBytes, long modifiedMillis, boolean isDirectory) {}
