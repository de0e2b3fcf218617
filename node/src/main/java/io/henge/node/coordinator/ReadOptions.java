package io.henge.node.coordinator;

/**
 * What all reads of a key have in common.
 *
 * @param r how many owners must answer
 * @param sloppy whether fewer will do when there is something to show (rule W4)
 * @param repairBefore whether what was read is to be durable at so many owners that no later read
 *     misses it, before it is answered (rule W7)
 * @param timeoutMillis until the first byte, 1 or more
 */
public record ReadOptions(QuorumSize r, boolean sloppy, boolean repairBefore, long timeoutMillis) {}
