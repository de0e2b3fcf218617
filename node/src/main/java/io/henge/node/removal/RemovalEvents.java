package io.henge.node.removal;

/** Is told what happens, for counting; on the event loop of the partition. */
public interface RemovalEvents {
  /** This node has confirmed a batch, with so many keys of it. */
  void confirmed(int keys);

  /** This node has refused a batch, for its number or because it is being filled. */
  void refused();

  /** Everybody has confirmed so many keys of a batch that this node proposed; 0 or more. */
  void decided(int keys);

  /** A batch could not be decided on: somebody did not confirm it. */
  void hindered();

  /** A round over all partitions has ended. */
  void roundEnded(RemovalStatus status);
}
