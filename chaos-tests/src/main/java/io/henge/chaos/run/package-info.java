/** Runs schedules: nodes, faults, clients, healing, checks. */
package io.henge.chaos.run;
