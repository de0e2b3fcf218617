/** What a run has shown, as a page and as JSON. */
package io.henge.chaos.report;
