package io.henge.node.storage;

import java.io.IOException;

/**
 * Something was written by a newer program. It is not damaged, so it is neither moved aside nor
 * overwritten; whoever went back to an older program has to go forward again.
 */
public final class NewerFormatException extends IOException {
  NewerFormatException(String what, long found, int newestKnown) {
    super(
        "%s was written in format %d; this program reads formats up to %d"
            .formatted(what, found, newestKnown));
  }
}
