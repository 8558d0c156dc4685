/** A night of a pipeline: its jobs for one date, one after the other, and whole series of nights, as they come or replayed. */
@NullMarked
package dev.waybill.pipelines.night;

import org.jspecify.annotations.NullMarked;
