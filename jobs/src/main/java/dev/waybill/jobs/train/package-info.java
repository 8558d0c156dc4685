/** Fits boosted trees on the training dates, and finds from rows held back how far off they are. */
@NullMarked
package dev.waybill.jobs.train;

import org.jspecify.annotations.NullMarked;
