/**
 * The file system as the store needs it, behind a port, so that tests can have a disk that forgets
 * what was not synced.
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.disk.Disk}: the port; read this first.
 *   <li>{@link io.henge.node.storage.disk.WritableFile}: a file being written, asynchronously.
 *   <li>{@link io.henge.node.storage.disk.ReadableFile}: a file being read.
 *   <li>{@link io.henge.node.storage.disk.FileFacts}: what tells one file from another.
 *   <li>{@link io.henge.node.storage.disk.NoDescriptorException}: nothing could be opened; {@link
 *       io.henge.node.storage.disk.NoSpaceTexts}: how a full disk is told.
 *   <li>{@link io.henge.node.storage.disk.LocalDisk}: the port on the operating system's files.
 *   <li>{@link io.henge.node.storage.disk.Directories}: making directories, and names that last.
 * </ul>
 */
package io.henge.node.storage.disk;
