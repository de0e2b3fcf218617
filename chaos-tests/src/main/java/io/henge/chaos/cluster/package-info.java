/**
 * Real nodes in real processes, and what they say of themselves. A node is known from outside only:
 * its command line, its HTTP interface, its files and its signals.
 */
package io.henge.chaos.cluster;
