/**
 * Where bytes come from and where they go: {@link io.henge.client.BlobSource} and {@link
 * io.henge.client.BlobSink} for memory, files, streams, publishers and subscribers.
 */
package io.henge.client.body;
