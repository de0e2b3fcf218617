package io.henge.node.storage;

import io.henge.node.blob.StageId;
import java.util.OptionalLong;

/**
 * A body that wants a stage.
 *
 * @param id the stage's name
 * @param sizeBytes the length of the body, 0 or more, if it is known beforehand; then all of its
 *     room is promised to it at once, else piece by piece
 * @param use a new body or a repair
 */
public record StageRequest(StageId id, OptionalLong sizeBytes, SpaceUse use) {
  public StageRequest {
    if (sizeBytes.orElse(0) < 0) {
      throw new IllegalArgumentException("a body of " + sizeBytes.getAsLong() + " bytes");
    }
    if (use == SpaceUse.RECORD) {
      throw new IllegalArgumentException("a record needs no stage");
    }
  }

  /** The body of a new version. */
  public static StageRequest ofNew(StageId id, OptionalLong sizeBytes) {
    return new StageRequest(id, sizeBytes, SpaceUse.NEW_BODY);
  }

  /** A body that other nodes hold. */
  public static StageRequest ofRepair(StageId id, long sizeBytes) {
    return new StageRequest(id, OptionalLong.of(sizeBytes), SpaceUse.REPAIR);
  }
}
