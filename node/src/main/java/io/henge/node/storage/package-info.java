/**
 * One node's disk. It knows no peers and no ring.
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.BlobStore}: the port; read this first.
 *   <li>{@link io.henge.node.storage.IndexRecord}: what the index knows of a key.
 *   <li>{@link io.henge.node.storage.MintMark}: the last dot this node made for a key.
 *   <li>{@link io.henge.node.storage.Change}: one durable step of a key.
 *   <li>{@link io.henge.node.storage.Stage}: a body being written.
 *   <li>{@link io.henge.node.storage.StorageFailure}: how steps fail.
 *   <li>{@link io.henge.node.storage.DiskBlobStore}: the port on a disk; the way of a change.
 *   <li>{@link io.henge.node.storage.Medium}: what it stands on, {@code disk} and {@code table}.
 *   <li>{@link io.henge.node.storage.StorePaths}: where its parts are.
 *   <li>{@link io.henge.node.storage.DataDirectory}: the directory of a node, held by one process.
 *   <li>{@link io.henge.node.storage.StorageHealth}: whether the disk can still be believed.
 *   <li>{@link io.henge.node.storage.DiskSpace}: the reserve that is kept free.
 *   <li>{@link io.henge.node.storage.DiskErrors}: tells errors of the disk apart.
 *   <li>{@link io.henge.node.storage.InFlight}: counts calls, for the end.
 *   <li>{@link io.henge.node.storage.StorageWorker}: the threads that wait for the disk.
 *   <li>{@link io.henge.node.storage.SyncedFiles}: identity, chain and the like.
 * </ul>
 *
 * Large bodies:
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.Stages}: the bodies that are not yet visible.
 *   <li>{@link io.henge.node.storage.FileStage}: one of them.
 *   <li>{@link io.henge.node.storage.WriteBuffers}: in which it gathers chunks.
 *   <li>{@link io.henge.node.storage.BlockChecksums}: what is checked when bytes are read.
 *   <li>{@link io.henge.node.storage.StagePlacement}: from the stage to the place.
 *   <li>{@link io.henge.node.storage.BlobFiles}: the places.
 *   <li>{@link io.henge.node.storage.BlobFileFormat}: the bytes of a file.
 *   <li>{@link io.henge.node.storage.BlobFooter}: what a file says of itself.
 *   <li>{@link io.henge.node.storage.BodyReader}: finds bodies of either size.
 *   <li>{@link io.henge.node.storage.Unlinks}: the end of replaced files.
 *   <li>{@link io.henge.node.storage.Quarantine}: where corrupt copies go.
 *   <li>{@link io.henge.node.storage.CommitSteps}: is told of the steps, for tests.
 * </ul>
 *
 * The index:
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.Index}: records, small bodies, and facts about itself.
 *   <li>{@link io.henge.node.storage.IndexCommitter}: many writes, one sync.
 *   <li>{@link io.henge.node.storage.IndexWrite}: one of these writes.
 *   <li>{@link io.henge.node.storage.ChangeWrite}: a change as one of them.
 *   <li>{@link io.henge.node.storage.StoredRecord}: a record with the places of its bodies.
 *   <li>{@link io.henge.node.storage.Place}: where bytes are.
 *   <li>{@link io.henge.node.storage.IndexRecordCodec}: the bytes of a record.
 *   <li>{@link io.henge.node.storage.InlineValue}: the bytes of a small body.
 *   <li>{@link io.henge.node.storage.IndexKeys}: the keys of both.
 *   <li>{@link io.henge.node.storage.NewerFormatException}: written by a newer program.
 * </ul>
 */
package io.henge.node.storage;
