/** What faults do to nodes, and how they are undone. */
package io.henge.chaos.fault;
