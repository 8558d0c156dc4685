/** What two groups of units tell of a difference: plain numbers, no rows. */
@NullMarked
package dev.waybill.jobs.experiment.stats;

import org.jspecify.annotations.NullMarked;
