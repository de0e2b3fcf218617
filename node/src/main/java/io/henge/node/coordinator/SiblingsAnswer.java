package io.henge.node.coordinator;

import io.henge.ring.version.Version;
import java.util.List;

/**
 * The versions of a key that a reader can choose from; absent and deleted keys are failures instead
 * (404, 410).
 *
 * @param versions 1 or more, the shown one first; no tombstones, nothing that has expired, and
 *     twins as one
 * @param contextToken all that was seen of the key, so that a write with it replaces all (rule V7)
 * @param degraded whether fewer than R owners stand behind the answer (rule W4)
 * @param chainNumber the chain entry under which it was read
 */
public record SiblingsAnswer(
    List<Version> versions, String contextToken, boolean degraded, long chainNumber) {
  public SiblingsAnswer {
    versions = List.copyOf(versions);
  }
}
