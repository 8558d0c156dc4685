/** Predictions of the champion, per event date. */
@NullMarked
package dev.waybill.jobs.score;

import org.jspecify.annotations.NullMarked;
