package io.henge.node.storage.simulation;

/**
 * What a name stands for.
 *
 * @param inode the same for all names of one file
 * @param isDirectory whether it is a directory
 */
public record Node(long inode, boolean isDirectory) {}
