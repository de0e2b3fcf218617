package io.henge.ring;

/** What has been agreed on for one bucket; a bucket without a policy keeps siblings. */
public record BucketPolicy(ConflictPolicy conflict) {
  public static final BucketPolicy DEFAULT = new BucketPolicy(ConflictPolicy.SIBLINGS);
}
