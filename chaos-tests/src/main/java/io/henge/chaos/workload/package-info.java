/** What clients do while things go wrong. */
package io.henge.chaos.workload;
