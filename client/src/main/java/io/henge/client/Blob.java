package io.henge.client;

/**
 * A version of a blob.
 *
 * @param info what is known of it
 * @param value what became of its bytes
 */
public record Blob<T>(BlobInfo info, T value) {}
