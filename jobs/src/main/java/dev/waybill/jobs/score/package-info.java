/** Predicts each event date with the model in production, and recalibrates its intervals. */
@NullMarked
package dev.waybill.jobs.score;

import org.jspecify.annotations.NullMarked;
