/** Which faults there are in a schedule, and when: drawn from a seed, or written down. */
package io.henge.chaos.schedule;
