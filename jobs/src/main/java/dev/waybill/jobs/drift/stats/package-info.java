/** Measures how far two distributions are apart; plain Java, without Spark. */
@NullMarked
package dev.waybill.jobs.drift.stats;

import org.jspecify.annotations.NullMarked;
