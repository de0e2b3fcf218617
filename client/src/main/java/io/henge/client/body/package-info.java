/**
 * Where bytes come from and where they go: {@link io.henge.client.BlobSource} and {@link
 * io.henge.client.BlobSink} for memory, files, streams, publishers and subscribers; {@link
 * io.henge.client.body.PartFile} for a file whose parts come in any order.
 */
package io.henge.client.body;
