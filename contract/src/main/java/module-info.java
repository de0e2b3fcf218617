/** The published contract as code: what clients may and may not see. */
module io.henge.contract {
  exports io.henge.contract;

  requires transitive io.henge.ring;
}
