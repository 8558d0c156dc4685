/** Joins predictions with what happened, as labels arrive, and says day by day how good they were. */
@NullMarked
package dev.waybill.jobs.outcomes;

import org.jspecify.annotations.NullMarked;
