/** Boosted trees fitted on the training dates. */
@NullMarked
package dev.waybill.jobs.train;

import org.jspecify.annotations.NullMarked;
