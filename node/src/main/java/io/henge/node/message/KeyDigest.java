package io.henge.node.message;

import io.henge.ring.BlobKey;
import io.henge.ring.version.ObjectDigest;

/**
 * A key, and the digest of what somebody holds of it. Members of equal digests hold the same.
 *
 * @param key the key
 * @param digest of its object
 */
public record KeyDigest(BlobKey key, ObjectDigest digest) {}
