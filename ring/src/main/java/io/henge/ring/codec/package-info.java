/**
 * The bytes that records and messages are made of, in reading order:
 *
 * <ul>
 *   <li>{@link io.henge.ring.codec.Encoder} appends numbers, bytes and text to a growing array.
 *   <li>{@link io.henge.ring.codec.Decoder} reads them back and trusts nothing.
 *   <li>{@link io.henge.ring.codec.CodecException} says what was wrong with the bytes.
 * </ul>
 */
package io.henge.ring.codec;
