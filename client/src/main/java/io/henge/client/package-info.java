/**
 * The Java client of Henge. {@link io.henge.client.HengeClient} is where to begin.
 *
 * <ul>
 *   <li>{@link io.henge.client.BlobSource} and {@link io.henge.client.BlobSink}: where bytes come
 *       from and go to.
 *   <li>{@link io.henge.client.WriteOptions} and {@link io.henge.client.ReadOptions}: what is asked
 *       of one request.
 *   <li>{@link io.henge.client.Applied}, {@link io.henge.client.Blob}, {@link
 *       io.henge.client.BlobInfo}: what comes of it; {@link io.henge.client.HengeException} if it
 *       does not.
 *   <li>{@link io.henge.client.Versioned}, {@link io.henge.client.ConflictResolver}, {@link
 *       io.henge.client.Update}: concurrent writers.
 *   <li>{@link io.henge.client.KeyQuery}, {@link io.henge.client.KeyStream}, {@link
 *       io.henge.client.KeyPage}: listing.
 *   <li>{@link io.henge.client.DownloadOptions}, {@link io.henge.client.Transfer}: a large blob in
 *       parts; {@link io.henge.client.TransferListener}: how far a blob has come.
 *   <li>{@link io.henge.client.ClientEvents}: what to count and to log.
 * </ul>
 */
package io.henge.client;
