/**
 * What happened in one schedule: what clients did and heard, which faults there were, and what the
 * nodes said of themselves, all by one clock. As a file it has one JSON object a line.
 */
package io.henge.chaos.history;
