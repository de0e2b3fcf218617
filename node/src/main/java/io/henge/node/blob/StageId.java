package io.henge.node.blob;

import io.henge.ring.NodeId;

/**
 * Names a body that is staged but not yet visible; the same on every replica of one upload.
 *
 * @param coordinator the node that drives the upload
 * @param number random, so that an id is not met again after a restart
 */
public record StageId(NodeId coordinator, long number) {
  /** A name fit for a file: 33 characters of hexadecimal digits and a dash. */
  @Override
  public String toString() {
    return coordinator + "-" + String.format("%016x", number);
  }
}
