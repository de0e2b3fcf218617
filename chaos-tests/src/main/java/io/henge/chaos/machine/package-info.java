/**
 * What is done to the machine on which nodes run: commands, ports, file systems of their own, power
 * cuts. All that is made here belongs to this process, and goes with it at the latest.
 */
package io.henge.chaos.machine;
