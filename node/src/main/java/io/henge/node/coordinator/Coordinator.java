package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.vertx.core.Future;

/**
 * What an owner does for a client: the whole of Dynamo behind a few verbs. Everything fails with a
 * {@link io.henge.node.failure.BlobFailure}, within about the request's timeout.
 */
public interface Coordinator {
  /** Stores a blob. The body is asked for only when nothing speaks against the write. */
  Future<WriteReceipt> put(PutRequest request);

  /** Finds the version to show, and opens its bytes when they are wanted. */
  Future<GetAnswer> get(GetRequest request);

  /** Finds all versions that a reader can choose from. */
  Future<SiblingsAnswer> siblings(SiblingsRequest request);

  /** Lists keys in the order of their bytes, of the whole cluster. */
  Future<ListAnswer> list(ListRequest request);

  /** Asks all owners and stand-ins what they hold of a key, for people. */
  Future<SurveyAnswer> survey(PartitionedKey key);

  /** Deletes what enough owners show; a receipt without version when nothing was there. */
  Future<WriteReceipt> delete(DeleteRequest request);
}
