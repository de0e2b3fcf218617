package io.henge.node.storage;

import java.util.OptionalLong;

/**
 * What the scrub of a node tells of itself.
 *
 * @param running whether a pass runs
 * @param passes completed so far, over all processes
 * @param tally of the pass that runs, or of the last one
 * @param damaged versions noted as damaged at present
 * @param startedMillis when that pass began, in milliseconds since 1970
 * @param finishedMillis when the last completed pass ended
 * @param progress of the pass that runs, 0 to 1: an estimate; 1 between passes
 */
public record ScrubStatus(
    boolean running,
    long passes,
    ScrubTally tally,
    long damaged,
    OptionalLong startedMillis,
    OptionalLong finishedMillis,
    double progress) {}
