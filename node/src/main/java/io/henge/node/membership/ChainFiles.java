package io.henge.node.membership;

import io.henge.node.port.Entropy;
import io.henge.node.port.SmallFiles;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The identity, the promise, the pledge, the chain, the followed chain and the vote on disk, each
 * in a small synced file of its own, so that losing the index loses none of them (rule C1).
 */
public final class ChainFiles {
  /** The name of the file that says who the directory is. */
  public static final String IDENTITY = "identity";

  /** The name of the file of the promise. */
  public static final String PROMISE = "promise.json";

  /** The name of the file of the newest chain entry. */
  public static final String CHAIN = "chain.json";

  /** The name of the file of the entry that a newcomer follows until one names it. */
  public static final String FOLLOWED = "followed.json";

  /** The name of the file of the entry by which a new generation is to begin. */
  public static final String PLEDGE = "pledge.json";

  /** The name of the file of the vote on the entry after it. */
  public static final String VOTE = "vote";

  private static final String IDENTITY_FORMAT = "henge-node 1";

  private final SmallFiles files;

  public ChainFiles(SmallFiles files) {
    this.files = files;
  }

  /** Who this data directory is; drawn and stored when it is new. */
  public Future<Identity> identity(Entropy entropy) {
    return storedIdentity()
        .compose(
            stored -> {
              if (stored.isPresent()) {
                return Future.succeededFuture(stored.get());
              }
              Identity drawn =
                  new Identity(new NodeId(entropy.nextLong()), new Incarnation(entropy.nextLong()));
              return writeIdentity(drawn).map(drawn);
            });
  }

  /** Who this data directory is, if that was ever drawn. */
  public Future<Optional<Identity>> storedIdentity() {
    return files.read(IDENTITY).map(stored -> stored.map(text -> parseIdentity(text.toString())));
  }

  /** Says who a data directory is that has not been used yet. Completes when that is durable. */
  public Future<Void> writeIdentity(Identity identity) {
    String text =
        String.join(
            "\n",
            IDENTITY_FORMAT,
            identity.node().toString(),
            identity.incarnation().toString(),
            "");
    return files.write(IDENTITY, Buffer.buffer(text));
  }

  /** The founding entry that this node promised itself to. */
  public Future<Optional<ChainEntry>> promise() {
    return files.read(PROMISE).map(stored -> stored.map(ChainFiles::parse));
  }

  /** Completes when the promise is durable. */
  Future<Void> writePromise(ChainEntry entry) {
    return files.write(PROMISE, bytes(entry));
  }

  /** The newest chain entry. */
  public Future<Optional<ChainEntry>> chain() {
    return files.read(CHAIN).map(stored -> stored.map(ChainFiles::parse));
  }

  /** Completes when the entry is durable. */
  Future<Void> writeChain(ChainEntry entry) {
    return files.write(CHAIN, bytes(entry));
  }

  /** The entry of a chain that this directory waits to be named by. */
  public Future<Optional<ChainEntry>> followed() {
    return files.read(FOLLOWED).map(stored -> stored.map(ChainFiles::parse));
  }

  /** Completes when it is durable which chain is followed. */
  Future<Void> writeFollowed(ChainEntry entry) {
    return files.write(FOLLOWED, bytes(entry));
  }

  /** The entry that this node has pledged itself to go on with, without a majority. */
  Future<Optional<ChainEntry>> pledge() {
    return files.read(PLEDGE).map(stored -> stored.map(ChainFiles::parse));
  }

  /** Completes when the pledge is durable. */
  Future<Void> writePledge(ChainEntry entry) {
    return files.write(PLEDGE, bytes(entry));
  }

  /** What this node must not forget of the last vote it took part in. */
  Future<Optional<Vote>> vote() {
    return files.read(VOTE).map(stored -> stored.map(Vote::decode));
  }

  /** The number of the entry on which this node has voted last; fails when it cannot be read. */
  public Future<Optional<Long>> votedNumber() {
    return vote().map(stored -> stored.map(Vote::number));
  }

  /** Completes when the vote is durable. */
  Future<Void> writeVote(Vote vote) {
    return files.write(VOTE, vote.encode());
  }

  private static Identity parseIdentity(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() != 3 || !lines.get(0).equals(IDENTITY_FORMAT)) {
      throw new IllegalStateException(
          "the file '" + IDENTITY + "' is not of the format '" + IDENTITY_FORMAT + "'");
    }
    return new Identity(NodeId.parse(lines.get(1)), Incarnation.parse(lines.get(2)));
  }

  private static Buffer bytes(ChainEntry entry) {
    return Buffer.buffer(entry.toJson().getBytes(StandardCharsets.UTF_8));
  }

  private static ChainEntry parse(Buffer bytes) {
    return ChainEntry.parse(bytes.toString(StandardCharsets.UTF_8));
  }
}
