/**
 * Tools for operators, in the node's jar, for the directory of a node that does not run.
 *
 * <ul>
 *   <li>{@link io.henge.node.tool.Tools}: the commands and their exit codes.
 *   <li>{@link io.henge.node.tool.FsckCommand}: {@code fsck}.
 *   <li>{@link io.henge.node.tool.DirectoryCheck}: what it does.
 *   <li>{@link io.henge.node.tool.RebuildIndexCommand}: {@code rebuild-index}.
 *   <li>{@link io.henge.node.tool.InspectCommand}: {@code inspect}.
 *   <li>{@link io.henge.node.tool.RecordText}: records as text.
 *   <li>{@link io.henge.node.tool.BackupCommand}: {@code backup}.
 *   <li>{@link io.henge.node.tool.RestoreCommand}: {@code restore}.
 *   <li>{@link io.henge.node.tool.DirectoryRestore}: what it does.
 *   <li>{@link io.henge.node.tool.StoppedDirectory}: a directory that no node uses.
 *   <li>{@link io.henge.node.tool.CommonOptions}, {@link io.henge.node.tool.Exit}, {@link
 *       io.henge.node.tool.Progress}: what they share.
 * </ul>
 */
package io.henge.node.tool;
