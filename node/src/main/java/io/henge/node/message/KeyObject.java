package io.henge.node.message;

import io.henge.ring.BlobKey;
import io.henge.ring.version.BlobObject;

/** A key, and all that somebody knows of it. */
public record KeyObject(BlobKey key, BlobObject object) {}
