/** What every party of a Henge cluster must agree on. Needs nothing but the JDK's base module. */
module io.henge.ring {
  exports io.henge.ring;
  exports io.henge.ring.codec;
  exports io.henge.ring.placement;
  exports io.henge.ring.version;
  exports io.henge.ring.wire;
}
