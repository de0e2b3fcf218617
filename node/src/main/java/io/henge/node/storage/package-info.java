/**
 * One node's disk. It knows no peers and no ring.
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.BlobStore}: the port; read this first.
 *   <li>{@link io.henge.node.storage.IndexRecord}: what the index knows of a key.
 *   <li>{@link io.henge.node.storage.MintMark}: the last dot this node made for a key.
 *   <li>{@link io.henge.node.storage.Change}: one durable step of a key.
 *   <li>{@link io.henge.node.storage.StageRequest}: a body that wants a stage.
 *   <li>{@link io.henge.node.storage.Stage}: a body being written.
 *   <li>{@link io.henge.node.storage.StorageFailure}: how steps fail.
 *   <li>{@link io.henge.node.storage.DiskBlobStore}: the port on a disk.
 *   <li>{@link io.henge.node.storage.StoreCalls}: how calls enter it.
 *   <li>{@link io.henge.node.storage.ChangePath}: the way of a change.
 *   <li>{@link io.henge.node.storage.Medium}: what it stands on, {@code disk} and {@code table}.
 *   <li>{@link io.henge.node.storage.StorePaths}: where its parts are.
 *   <li>{@link io.henge.node.storage.DataDirectory}: the directory of a node, held by one process.
 *   <li>{@link io.henge.node.storage.StorageHealth}: whether the disk can still be believed.
 *   <li>{@link io.henge.node.storage.DiskSpace}: the reserve that is kept free, and promises.
 *   <li>{@link io.henge.node.storage.SpaceUse}: what room is wanted for.
 *   <li>{@link io.henge.node.storage.StoreWatch}: looks after the disk every second.
 *   <li>{@link io.henge.node.storage.IndexReopening}: reads the index again after a full disk.
 *   <li>{@link io.henge.node.storage.WriteGate}: finds a moment without writes.
 *   <li>{@link io.henge.node.storage.StoreFacts}: how the store is, for people and metrics.
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
 *   <li>{@link io.henge.node.storage.FileBodies}: how a slice of a file is sent, checked.
 *   <li>{@link io.henge.node.storage.CheckedBody}: one that is checked while it is sent.
 *   <li>{@link io.henge.node.storage.CheckBuffers}: the memory in which that happens.
 *   <li>{@link io.henge.node.storage.VerifiedBlocks}: what was found sound a short while ago.
 *   <li>{@link io.henge.node.storage.BlockRange}: some blocks of a body.
 *   <li>{@link io.henge.node.storage.ReadCounts}: what is counted of all this.
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
 *   <li>{@link io.henge.node.storage.SmallBodies}: those that are read often, in memory.
 *   <li>{@link io.henge.node.storage.IndexKeys}: the keys of both.
 *   <li>{@link io.henge.node.storage.NewerFormatException}: written by a newer program.
 *   <li>{@link io.henge.node.storage.KeyPage}: keys of a partition in order, some at a time.
 *   <li>{@link io.henge.node.storage.NameOrder}: the keys of all partitions in order; {@link
 *       io.henge.node.storage.NameScan} makes a {@link io.henge.node.storage.NamePage} of them.
 *   <li>{@link io.henge.node.storage.KeyScan}: finds them without that, for an inspection.
 * </ul>
 *
 * Damage:
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.Damages}: the port; {@link io.henge.node.storage.Damage}: a
 *       version whose bytes are lost.
 *   <li>{@link io.henge.node.storage.DamageNotes}: where it is noted; {@link
 *       io.henge.node.storage.DamageDesk}: by whom.
 *   <li>{@link io.henge.node.storage.IndexCare}: what becomes of a damaged index.
 *   <li>{@link io.henge.node.storage.Scrub}: reads everything, step by step; {@link
 *       io.henge.node.storage.ScrubSettings}: how; {@link io.henge.node.storage.ScrubPace}: how
 *       fast; {@link io.henge.node.storage.ScrubState}: how far; {@link
 *       io.henge.node.storage.ScrubStatus} and {@link io.henge.node.storage.ScrubTally}: for
 *       people.
 *   <li>{@link io.henge.node.storage.ScrubDisk}: its steps; {@link
 *       io.henge.node.storage.RecordWalk} with {@link io.henge.node.storage.RecordPage}, {@link
 *       io.henge.node.storage.IndexParts}, {@link io.henge.node.storage.BodyCheck} of a {@link
 *       io.henge.node.storage.BodyPlace}, {@link io.henge.node.storage.OrphanFinder} with {@link
 *       io.henge.node.storage.NamesInFlight}, and {@link io.henge.node.storage.Leftovers}.
 * </ul>
 *
 * Looking after a directory:
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.Fsck}: checks all of it; {@link
 *       io.henge.node.storage.RecordCheck} and {@link io.henge.node.storage.FileCheck} are its
 *       halves, {@link io.henge.node.storage.Finding} is what it finds.
 *   <li>{@link io.henge.node.storage.BlobDirectories}: the directories of the blob files, as
 *       numbers.
 *   <li>{@link io.henge.node.storage.IndexRebuild}: a new index from the files.
 *   <li>{@link io.henge.node.storage.Inspection}: a look at the index.
 *   <li>{@link io.henge.node.storage.KeyText}: keys for people.
 *   <li>{@link io.henge.node.storage.Backup}: a copy of one moment.
 *   <li>{@link io.henge.node.storage.BackupDesk}: makes them while the store is in use; {@link
 *       io.henge.node.storage.BackupConflict}: one at a time.
 *   <li>{@link io.henge.node.storage.Restore}: a store from a copy.
 *   <li>{@link io.henge.node.storage.DiskTrees}: directories with all that is in them.
 * </ul>
 */
package io.henge.node.storage;
