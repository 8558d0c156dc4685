/** Computes what a model may look at, for every row: columns known at request, and statistics of the history before it. */
@NullMarked
package dev.waybill.jobs.features;

import org.jspecify.annotations.NullMarked;
