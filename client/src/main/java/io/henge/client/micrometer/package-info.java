/** Counts what a client does, for programs that have Micrometer. */
package io.henge.client.micrometer;
