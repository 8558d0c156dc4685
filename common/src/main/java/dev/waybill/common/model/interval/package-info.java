/** Prediction intervals by conformal prediction, calibrated on rows that training never saw. */
@NullMarked
package dev.waybill.common.model.interval;

import org.jspecify.annotations.NullMarked;
