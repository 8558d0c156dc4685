/** How far two distributions are apart, as numbers: nothing of Spark. */
@NullMarked
package dev.waybill.jobs.drift.stats;

import org.jspecify.annotations.NullMarked;
