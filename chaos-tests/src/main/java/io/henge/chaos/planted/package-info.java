/**
 * Bugs that are put into the product's source, to see that the harness finds them in real nodes:
 * {@link io.henge.chaos.planted.PlantedFaults} is their list, {@link
 * io.henge.chaos.planted.FaultyClasses} compiles them. The product has no switch for them.
 */
package io.henge.chaos.planted;
