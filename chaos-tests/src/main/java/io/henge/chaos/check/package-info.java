/** Holds a history against the published contract. */
package io.henge.chaos.check;
